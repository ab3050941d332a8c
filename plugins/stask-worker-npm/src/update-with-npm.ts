import { objectIn, recordOf, textOf, type JsonRecord } from './answer.js';
import type { Manager } from './manager.js';
import { resultOf, type Change, type UpdateResult } from './update-result.js';

/** npm tells in JSON what it changed, or would change. */
export async function updateWithNpm(
  manager: Manager,
  packages: readonly string[],
  dry_run: boolean,
  ignoreScripts: boolean,
): Promise<UpdateResult> {
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
  return resultOf(manager.label, dry_run, {
    changed: listAt(report, 'change').map(({ from, to }) => changeOf(from, to)),
    added: listAt(report, 'add').map((each) => changeOf(undefined, each)),
    removed: listAt(report, 'remove').map((each) => changeOf(each, undefined)),
  });
}

function changeOf(from: unknown, to: unknown): Change {
  const [before, after] = [recordOf(from), recordOf(to)];
  return {
    name: textOf(after['name'] ?? before['name']),
    from: textOf(before['version']),
    to: textOf(after['version']),
  };
}

function listAt(report: JsonRecord, key: string): JsonRecord[] {
  const list = report[key];
  return Array.isArray(list) ? list.map(recordOf) : [];
}
