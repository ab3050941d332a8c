import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { createStask, type Stask } from 'stask';
import { root } from '../cli/run-stask.js';
import { writeTree } from '../discovery/trees.js';
import { forEachDatabase } from '../helpers/databases.js';

/** A worker whose `wait` runs until the host says so; it is imported for real, from a package. */
const CODE = `
import { defineWorker } from 'stask/worker';
export default defineWorker({
  identifier: 'leaver',
  actions: {
    wait: (task) =>
      new Promise((resolve) => {
        globalThis.leaver.go = () => resolve('ended ' + task.data.n);
        globalThis.leaver.runs();
      }),
    make: () => 'made',
  },
});
`;
const PACKAGE = {
  'node_modules/leaver/package.json': {
    name: 'leaver',
    version: '1.0.0',
    type: 'module',
    main: './index.js',
    stask: true,
  },
  'node_modules/leaver/index.js': CODE,
};
/** How test and worker meet: the worker says that it runs, the test lets it end. */
const leaver: { runs?: () => void; go?: () => void } = {};
Object.assign(globalThis, { leaver });
const letGo = (): void => leaver.go!();
const silent = { debug() {}, info() {}, warn() {}, error() {} };

forEachDatabase('a worker that goes while its task runs', (given) => {
  let cwd: string;
  let stask: Stask;
  before(async () => {
    cwd = realpathSync(mkdtempSync(join(tmpdir(), 'stask-leaver-')));
    const dependencies = { leaver: '1.0.0' };
    writeTree({ 'package.json': { name: 'host', version: '1.0.0', private: true, dependencies }, ...PACKAGE }, cwd);
    symlinkSync(root, join(cwd, 'node_modules/stask'), 'dir');
    stask = await createStask({ cwd, database: given.url, autoDiscover: false, logger: silent });
  });
  after(async () => {
    await stask?.close();
    rmSync(cwd, { recursive: true, force: true });
  });
  beforeEach(async () => {
    writeTree(PACKAGE, cwd);
    await stask.discoverWorkers();
    await stask.activateWorker('leaver');
  });

  /** A running task of the worker, and one that waits in the queue. */
  async function busy(n: number): Promise<{ running: number; queued: number; ended: Promise<boolean> }> {
    const task = await stask.create({ identifier: 'leaver', action: 'wait', data: { n }, maxAttempts: 1 });
    const started = new Promise<void>((resolve) => (leaver.runs = resolve));
    const ended = stask.execute(task);
    await started;
    const { id: queued } = await stask.create({ identifier: 'leaver', action: 'make', maxAttempts: 1 });
    return { running: task.id, queued, ended };
  }
  const resultOf = async (id: number): Promise<unknown[]> => {
    const { statusText, result } = await stask.getTask(id);
    return [statusText, result];
  };

  test(
    'deactivated: the running one ends, the queued one waits until it is active again',
    { timeout: 120_000 },
    async () => {
      const { running, queued, ended } = await busy(1);
      await stask.deactivateWorker('leaver');
      await assert.rejects(stask.create({ identifier: 'leaver', action: 'make' }), { code: 'STASK_WORKER_INACTIVE' });
      letGo();
      assert.equal(await ended, true);
      assert.deepEqual(await resultOf(running), ['completed', 'ended 1']);
      assert.equal(await stask.processPendingTasks(), 0);
      assert.deepEqual(await resultOf(queued), ['pending', null]);
      await stask.activateWorker('leaver');
      assert.equal(await stask.processPendingTasks(), 1);
      assert.deepEqual(await resultOf(queued), ['completed', 'made']);
    },
  );

  test(
    'uninstalled: the running one ends, its row is kept while tasks wait, and goes when they are gone',
    { timeout: 120_000 },
    async () => {
      const { running, queued, ended } = await busy(2);
      rmSync(join(cwd, 'node_modules/leaver'), { recursive: true });
      const { missing } = await stask.registry.rescan();
      assert.deepEqual(
        missing.map(({ identifier }) => identifier),
        ['leaver'],
      );
      const { removed, kept } = await stask.registry.clean();
      assert.deepEqual([removed, kept.map(({ identifier }) => identifier)], [[], ['leaver']]);
      letGo();
      assert.equal(await ended, true);
      assert.deepEqual(await resultOf(running), ['completed', 'ended 2']);
      await stask.cancel(queued);
      assert.equal(await stask.cleanOrphanedWorkers(), 1);
      await assert.rejects(stask.create({ identifier: 'leaver', action: 'make' }), {
        code: 'STASK_WORKER_NOT_FOUND',
        message: /No worker "leaver"/,
      });
    },
  );

  test(
    'deleted from the table by hand: the running one ends, the queued one fails readably once it is run',
    { timeout: 120_000 },
    async () => {
      const { running, queued, ended } = await busy(3);
      await given.database.execute(`DELETE FROM s_workers WHERE identifier = 'leaver'`);
      letGo();
      assert.equal(await ended, true);
      assert.deepEqual(await resultOf(running), ['completed', 'ended 3']);
      assert.equal(await stask.processPendingTasks(), 0);
      // another process, as this one knows the worker for a moment longer
      await using other = await createStask({ cwd, database: given.url, autoDiscover: false, logger: silent });
      await other.execute(queued);
      const task = await stask.getTask(queued);
      assert.equal(task.statusText, 'failed');
      assert.match(task.message, /leaver/);
    },
  );
});
