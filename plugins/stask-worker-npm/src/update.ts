import { objectIn, recordOf, textOf } from './answer.js';
import { inputError } from './input-error.js';
import type { Manager } from './manager.js';
import { assertPackageNames } from './package-names.js';

export interface UpdateOptions {
  /** All packages when absent. */
  readonly packages?: readonly string[];
  readonly dry_run?: boolean;
}

/** `from` is empty for a package that is new, `to` for one that is gone. */
export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface UpdateResult {
  readonly manager: string;
  readonly dry_run: boolean;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  readonly packages: readonly Change[];
}

/**
 * Updates packages of the host as far as its package.json allows; a dry run tells what would change.
 * @throws a non-retryable error for a name that is none, and where the package manager is not npm
 */
export async function update(
  manager: Manager,
  { packages = [], dry_run = false }: UpdateOptions,
  ignoreScripts: boolean,
): Promise<UpdateResult> {
  assertPackageNames(packages);
  if (manager.manager !== 'npm') {
    throw inputError(
      `Only npm can update here, and this host has ${manager.label}; run \`${manager.manager} update\` there.`,
    );
  }
  const flags = [
    '--json',
    '--loglevel=http', // says each package that is fetched
    '--no-audit',
    '--no-progress',
    ignoreScripts ? '--ignore-scripts' : '--no-ignore-scripts',
    ...(dry_run ? ['--dry-run'] : []),
  ];
  const answer = await manager.call(['update', ...flags, '--', ...packages]);
  const report = objectIn(answer, manager, 'update');
  if (answer.exitCode !== 0)
    throw new Error(`${manager.label} update ended with code ${answer.exitCode}; see the log.`);
  return resultOf(manager.label, dry_run, report);
}

function resultOf(manager: string, dry_run: boolean, report: Readonly<Record<string, unknown>>): UpdateResult {
  const changed = listAt(report, 'change').map(({ from, to }) => changeOf(from, to));
  const added = listAt(report, 'add').map((each) => changeOf(undefined, each));
  const removed = listAt(report, 'remove').map((each) => changeOf(each, undefined));
  return {
    manager,
    dry_run,
    changed: changed.length,
    added: added.length,
    removed: removed.length,
    packages: [...changed, ...added, ...removed],
  };
}

function changeOf(from: unknown, to: unknown): Change {
  const [before, after] = [recordOf(from), recordOf(to)];
  return {
    name: textOf(after['name'] ?? before['name']),
    from: textOf(before['version']),
    to: textOf(after['version']),
  };
}

function listAt(report: Readonly<Record<string, unknown>>, key: string): Array<Readonly<Record<string, unknown>>> {
  const list = report[key];
  return Array.isArray(list) ? list.map(recordOf) : [];
}
