import { maxSatisfying, validRange } from 'semver';
import { linesIn, noAnswer, recordOf, textOf, type JsonRecord } from './answer.js';
import type { Manager } from './manager.js';
import type { OutdatedPackage } from './outdated.js';
import { readDemands, type Demand } from './package-demands.js';
import { readLockedDemands } from './locked-packages.js';

const PER_CALL = 100;

/**
 * yarn tells what is behind to nobody since version 2, so this puts it together: what the package.json files ask for,
 * what the lockfile gives them, and what the registry has.
 */
export async function outdatedWithBerry(manager: Manager): Promise<OutdatedPackage[]> {
  const demands = await readDemands(manager);
  const locked = await readLockedDemands(manager.directory);
  const known = await askRegistry(manager, [...new Set(demands.map(({ published }) => published))]);
  const all = demands.map((demand) => compare(demand, locked, known.get(demand.published) ?? {}));
  return unique(all.filter(({ current, wanted, latest }) => current !== wanted || wanted !== latest));
}

function compare({ name, range, key, type }: Demand, locked: ReadonlyMap<string, string>, about: JsonRecord) {
  const versions = Array.isArray(about['versions']) ? about['versions'].map(textOf) : [];
  const tags = recordOf(about['dist-tags']);
  const current = locked.get(key) ?? '';
  // As yarn chooses: the newest in the range, whatever "latest" is.
  const wanted = validRange(range) === null ? textOf(tags[range]) : maxSatisfying(versions, range);
  return { name, current, wanted: wanted ?? current, latest: textOf(tags['latest']), type };
}

async function askRegistry(manager: Manager, names: readonly string[]): Promise<ReadonlyMap<string, JsonRecord>> {
  const found = new Map<string, JsonRecord>();
  for (let from = 0; from < names.length; from += PER_CALL) {
    const asked = names.slice(from, from + PER_CALL);
    const answer = await manager.call(['npm', 'info', ...asked, '--json', '--fields', 'name,versions,dist-tags']);
    const lines = linesIn(answer);
    for (const line of lines) if (line['dist-tags'] !== undefined) found.set(textOf(line['name']), line);
    const missing = asked.find((name) => !found.has(name));
    if (missing === undefined) continue;
    const said = textOf(lines.find(({ type }) => type === 'error')?.['data']);
    if (said === '') throw noAnswer(manager, 'npm info', answer);
    throw new Error(`${manager.label} npm info ${missing} failed: ${said}`);
  }
  return found;
}

/** Several workspaces ask for the same. */
function unique(packages: readonly OutdatedPackage[]): OutdatedPackage[] {
  return [...new Map(packages.map((each) => [JSON.stringify(each), each])).values()];
}
