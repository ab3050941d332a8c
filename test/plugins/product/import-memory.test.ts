import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../layouts/run-command.js';
import { temporaryFolder } from '../temporary-folder.js';
import type { ImportReport } from './import-process.js';

const PROCESS = fileURLToPath(new URL('import-process.js', import.meta.url));
const skip = existsSync('/proc/self/status') ? false : 'memory of a process is read from /proc';

/** So little that memory is not left uncollected for being free; far less than all rows of the longer file need. */
const HEAP = ['--max-old-space-size=48', '--max-semi-space-size=2'];

const folder = temporaryFolder();

async function importRows(count: number): Promise<ImportReport> {
  const { stdout } = await runCommand(folder, [process.execPath, ...HEAP, PROCESS, folder, String(count)]);
  return JSON.parse(stdout) as ImportReport;
}

test('100,000 rows, 26 MB of them, need no more memory than 10,000', { skip }, async (t) => {
  const few = await importRows(10_000);
  const many = await importRows(100_000);
  assert.deepEqual([few.rows, few.created, few.rejected], [10_000, 10_000, 0]);
  assert.deepEqual([many.rows, many.created, many.rejected], [100_000, 100_000, 0]);
  const growthMb = (many.peakBytes - few.peakBytes) / 1024 ** 2;
  t.diagnostic(`peak ${Math.round(few.peakBytes / 1024 ** 2)} MB, then ${growthMb.toFixed(1)} MB more`);
  assert.ok(growthMb < 36, `${growthMb.toFixed(1)} MB more`);
});
