import { linesIn, noAnswer, objectIn, recordOf, textOf } from './answer.js';
import type { Manager } from './manager.js';
import { outdatedWithBerry } from './outdated-with-berry.js';

/** A package that is behind. */
export interface OutdatedPackage {
  readonly name: string;
  /** Empty when it is not installed. */
  readonly current: string;
  /** The newest that package.json allows. */
  readonly wanted: string;
  readonly latest: string;
  /** `dependencies`, `devDependencies` … */
  readonly type: string;
}

export interface OutdatedResult {
  readonly manager: string;
  readonly outdated: number;
  /** Those that an update within the ranges would change. */
  readonly updatable: number;
  readonly packages: readonly OutdatedPackage[];
}

/** Asks which packages of the host are behind; changes nothing. */
export async function outdated(manager: Manager): Promise<OutdatedResult> {
  const packages = (await listed(manager)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const updatable = packages.filter(({ current, wanted }) => wanted !== '' && wanted !== current).length;
  return { manager: manager.label, outdated: packages.length, updatable, packages };
}

async function listed(manager: Manager): Promise<OutdatedPackage[]> {
  if (manager.dialect === 'berry') return outdatedWithBerry(manager);
  if (manager.manager === 'yarn') {
    const answer = await manager.call(['outdated', '--json']);
    const tables = linesIn(answer).filter(({ type }) => type === 'table');
    if (tables.length === 0 && answer.exitCode !== 0) throw noAnswer(manager, 'outdated', answer);
    return tables.flatMap(({ data }) => rowsOf(recordOf(data)));
  }
  if (manager.manager === 'npm') return askJson(manager, ['outdated', '--json', '--long']);
  return askPnpm(manager);
}

/** What pnpm calls wanted is what its lockfile has; what the range allows it tells when asked for nothing else. */
async function askPnpm(manager: Manager): Promise<OutdatedPackage[]> {
  const all = await askJson(manager, ['outdated', '--format', 'json']);
  const compatible = await askJson(manager, ['outdated', '--compatible', '--format', 'json']);
  const inRange = new Map(compatible.map(({ name, latest }) => [name, latest]));
  return all.map((each) => ({ ...each, wanted: inRange.get(each.name) ?? each.wanted }));
}

async function askJson(manager: Manager, args: readonly string[]): Promise<OutdatedPackage[]> {
  const found = objectIn(await manager.call(args), manager, 'outdated');
  return Object.entries(found).flatMap(([name, facts]) => [facts].flat().map((each) => packageOf(name, each)));
}

/** npm says `type` where pnpm says `dependencyType`; a package in several workspaces has a list. */
function packageOf(name: string, facts: unknown): OutdatedPackage {
  const { current, wanted, latest, type, dependencyType } = recordOf(facts);
  return {
    name,
    current: textOf(current),
    wanted: textOf(wanted),
    latest: textOf(latest),
    type: textOf(type ?? dependencyType),
  };
}

/** yarn prints a table with a heading. */
function rowsOf({ head, body }: Readonly<Record<string, unknown>>): OutdatedPackage[] {
  if (!Array.isArray(head) || !Array.isArray(body)) return [];
  const column = (row: unknown, title: string): string => textOf((row as unknown[])[head.indexOf(title)]);
  return body.filter(Array.isArray).map((row) => ({
    name: column(row, 'Package'),
    current: column(row, 'Current'),
    wanted: column(row, 'Wanted'),
    latest: column(row, 'Latest'),
    type: column(row, 'Package Type'),
  }));
}
