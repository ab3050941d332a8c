import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../layouts/run-command.js';
import { temporaryFolder } from '../temporary-folder.js';
import type { ImportReport } from './import-process.js';

const PROCESS = fileURLToPath(new URL('import-process.js', import.meta.url));

/** A tenth of the rows of the longer file; what is alive differs by half a megabyte between runs. */
const MORE_MB = 3;

const folder = temporaryFolder();

async function importRows(count: number): Promise<ImportReport> {
  const { stdout } = await runCommand(folder, [process.execPath, '--expose-gc', PROCESS, folder, String(count)]);
  return JSON.parse(stdout) as ImportReport;
}

test('an import of 100,000 rows, 26 MB of them, keeps no more in memory than one of 10,000', async (t) => {
  const few = await importRows(10_000);
  const many = await importRows(100_000);
  assert.deepEqual([few.rows, few.created, few.rejected], [10_000, 10_000, 0]);
  assert.deepEqual([many.rows, many.created, many.rejected], [100_000, 100_000, 0]);
  const moreMb = (many.aliveBytes - few.aliveBytes) / 1024 ** 2;
  t.diagnostic(`${(few.aliveBytes / 1024 ** 2).toFixed(1)} MB alive, then ${moreMb.toFixed(1)} MB more`);
  assert.ok(moreMb < MORE_MB, `${moreMb.toFixed(1)} MB more`);
});
