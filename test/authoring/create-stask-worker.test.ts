import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from './packages.js';

const BIN = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../../plugins/create-stask-worker/create-stask-worker.js',
);

test('npm create stask-worker is stask new', async () => {
  const cwd = temporaryFolder();
  const args = ['stask-worker-mail', '--yes', '--template', 'command', '--dry-run', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...args], { cwd });
  const { name, files, written } = JSON.parse(stdout) as { name: string; files: string[]; written: boolean };
  assert.deepEqual([name, written, files.includes('src/worker.ts')], ['stask-worker-mail', false, true]);
});

test('without a name and a terminal it says what to give', async () => {
  const failed = promisify(execFile)(process.execPath, [BIN], { cwd: temporaryFolder() });
  await assert.rejects(failed, { code: 2, stderr: /Give the name of the package/ });
});
