import { resolve } from 'node:path';
import { defineCommand, type Cli } from '../command.js';
import type { Check } from '../doctor/check.js';
import { EXIT } from '../exit-codes.js';
import type { Paint } from '../paint.js';
import { oneLine, padEnd, widthOf } from '../text.js';

const DEFAULT_STORAGE = 'storage/stask';

export const command = defineCommand({
  examples: [
    ['stask doctor', 'look at everything and say what to do'],
    ['stask doctor --json', 'the same for a monitor; exit code 0, 1 or 5'],
  ],
  notes: 'Changes nothing. Exit code 5 when the host or the database is the trouble, 1 for anything else that fails.',
  async run(cli) {
    const checks = await checkAll(cli);
    const lines = checks.map(({ check, level, detail }) => ({ check, ok: level !== 'fail', level, detail }));
    cli.answer({ checks: lines }, ({ paint }) => format(checks, paint));
    const failed = checks.filter(({ level }) => level === 'fail');
    if (failed.length === 0) return EXIT.ok;
    return failed.some(({ check }) => CONFIGURATION.test(check)) ? EXIT.configuration : EXIT.failed;
  },
});

/** Checks whose failure is one of configuration or database. */
const CONFIGURATION = /^(host|driver|storage|database.*)$/;

async function checkAll(cli: Cli): Promise<Check[]> {
  const { checkDriver, checkNode, checkStorage } = await import('../doctor/runtime-checks.js');
  const { checkCopies, checkLayout, findHostRoot } = await import('../doctor/tree-checks.js');
  const { checkDatabase } = await import('../doctor/database-checks.js');
  const { cwd, database, storage = DEFAULT_STORAGE } = cli.common;
  const storagePath = resolve(cwd, storage);
  const { root, check } = await findHostRoot(cwd);
  const checks = [checkNode(), check];
  if (root !== undefined) {
    checks.push(checkLayout(root), await checkCopies('stask', root), await checkCopies('typeorm', root));
  }
  const driver = await checkDriver(database);
  checks.push(driver, await checkStorage(storagePath));
  if (root !== undefined && driver.level === 'ok') checks.push(...(await checkDatabase(cli, storagePath)));
  return checks;
}

function format(checks: readonly Check[], paint: Paint): string {
  const width = Math.max(...checks.map(({ check }) => widthOf(check)));
  const mark = { ok: paint.good('ok  '), warn: paint.warn('warn'), fail: paint.bad('fail') };
  return checks
    .map(({ check, level, detail }) => `${mark[level]}  ${padEnd(check, width)}  ${oneLine(detail)}\n`)
    .join('');
}
