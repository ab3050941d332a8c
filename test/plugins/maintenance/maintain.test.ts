import assert from 'node:assert/strict';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStask, type Stask } from 'stask';
import { describeWorker, runAction } from 'stask/testing';
import type { Maintenance } from 'stask/worker';
import MaintenanceWorker from 'stask-worker-maintenance';
import { forEachEmptyPlace } from '../../helpers/databases.js';
import { runCommand } from '../../layouts/run-command.js';
import { makeHostFolder } from '../host-folder.js';
import { temporaryFolder } from '../temporary-folder.js';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '../../../../bin/stask.js');
const folder = temporaryFolder();
const OLD = new Date(Date.now() - 40 * 86_400_000);
let hosts = 0;

/** A maintenance that finds nothing to do. */
const idle = {
  cleanOldTasks: () => Promise.resolve(0),
  cleanOldLogs: () => Promise.resolve(0),
  cleanOldUploads: () => Promise.resolve(0),
  rescanWorkers: () => Promise.resolve({ changed: [], broken: [], missing: [], complete: true }),
  checkDatabase: () => Promise.resolve([{ check: 'integrity', ok: true, detail: 'fine' }]),
} satisfies Maintenance;

describeWorker(MaintenanceWorker, {
  cases: ['clean', 'rescan', 'check_database', 'make'].map((action) => ({ action, maintenance: idle })),
});

const newHost = (): string =>
  makeHostFolder(join(folder, `host-${++hosts}`), 'stask-worker-maintenance', 'stask-worker-http-check');

async function ran(stask: Stask, action: string, data = {}) {
  const { id } = await stask.create({ identifier: 'maintenance', action, data, maxAttempts: 1 });
  await stask.processPendingTasks();
  return stask.getTask(id);
}

function makeUpload(cwd: string, id: string, at: Date): string {
  const upload = join(cwd, 'storage/stask/uploads', id);
  mkdirSync(upload, { recursive: true });
  const file = join(upload, 'upload.csv');
  writeFileSync(file, 'x');
  for (const path of [file, upload]) utimesSync(path, at, at);
  return file;
}

forEachEmptyPlace('the maintenance of a host', ({ create }) => {
  test('deletes what is old and ended, and nothing else', async () => {
    const cwd = newHost();
    const { url: database } = await create();
    await using stask = await createStask({ cwd, database, migrate: true, discovery: { activate: true } });
    const check = { identifier: 'http_check', action: 'check' };
    const old = await stask.create({ ...check, maxAttempts: 1 });
    const young = await stask.create({ ...check, maxAttempts: 1 });
    await stask.processPendingTasks();
    const { timeParameter } = stask.database.dialect;
    await stask.database.execute('UPDATE s_tasks SET finished_at = ? WHERE id = ?', [timeParameter(OLD), old.id]);
    const used = makeUpload(cwd, '11111111-1111-4111-8111-111111111111', OLD);
    const unused = makeUpload(cwd, '22222222-2222-4222-8222-222222222222', OLD);
    const fresh = makeUpload(cwd, '33333333-3333-4333-8333-333333333333', new Date());
    const other = makeUpload(cwd, 'not-an-upload', OLD);
    const waiting = await stask.create({
      ...check,
      data: { urls: [`https://example.org/${used}`] },
      startAt: new Date(Date.now() + 90 * 86_400_000),
    });

    const task = await ran(stask, 'clean');
    assert.equal(task.statusText, 'completed', task.message);
    assert.deepEqual(task.result, { tasks: 1, logs: 0, uploads: 1 });
    assert.deepEqual(
      [used, unused, fresh, other].map((file) => existsSync(file)),
      [true, false, true, true],
    );
    assert.equal(await stask.findTask(old.id), undefined);
    assert.ok((await stask.findTask(young.id)) && (await stask.findTask(waiting.id)));
  });

  test('finds queued tasks without a worker, and else nothing', async () => {
    const { url: database } = await create();
    await using stask = await createStask({ cwd: newHost(), database, migrate: true, discovery: { activate: true } });
    const fine = await ran(stask, 'make');
    assert.equal(fine.statusText, 'completed', fine.message);
    assert.match(fine.message, /0 tasks, 0 log files and 0 uploads deleted\. 0 workers changed/);
    await stask.create({ identifier: 'http_check', action: 'check' });
    await stask.deactivateWorker('http_check');
    await stask.database.execute(`DELETE FROM s_workers WHERE identifier = 'http_check'`);
    const found = await ran(stask, 'check_database');
    assert.equal(found.statusText, 'failed');
    assert.match(found.message, /no worker is registered for the tasks of "http_check" \(1\)/);
  });
});

describe('a host that does not grant its maintenance', () => {
  // [what, packages of the host, options]
  const cases = [
    ['because it says so', ['stask-worker-maintenance'], { maintenance: [] }],
    ['since it grants another package', ['stask-worker-maintenance'], { maintenance: ['@acme/*'] }],
    ['to a package that it does not list itself', [], {}],
  ] as const;
  for (const [what, listed, options] of cases) {
    test(`refuses it, ${what}`, async () => {
      const cwd = newHost();
      writeFileSync(
        join(cwd, 'package.json'),
        JSON.stringify({ name: 'host', dependencies: Object.fromEntries(listed.map((name) => [name, '*'])) }),
      );
      await using stask = await createStask({ cwd, discovery: { activate: true }, ...options });
      for (const action of ['clean', 'rescan', 'check_database', 'make']) {
        const task = await ran(stask, action);
        assert.equal(task.statusText, 'failed', action);
        assert.match(task.message, /asks for the maintenance of this host, which its package is not granted/);
      }
    });
  }

  test('has it in tests only when it is given', async () => {
    const run = await runAction(MaintenanceWorker, 'clean');
    assert.equal(run.status, 'failed');
    assert.match(run.message, /not granted/);
  });
});

test('`stask run maintenance clean` needs no code by the host', async () => {
  const cwd = newHost();
  const stask = (...args: string[]) => runCommand(cwd, [process.execPath, BIN, ...args, '--json']);
  await stask('discover', '--activate');
  const { stdout } = await stask('run', 'maintenance', 'clean', '--data', '{"tasks_days":7}');
  const { task } = JSON.parse(stdout) as { task: { statusText: string; message: string } };
  assert.deepEqual([task.statusText, task.message], ['completed', '0 tasks, 0 log files and 0 uploads deleted']);
});
