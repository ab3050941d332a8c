import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createStask, isStaskError, type Stask } from 'stask';
import { defineWorker } from 'stask/worker';
import { migrateDatabase } from '#src/migrate-database.js';
import { isMigrated, migrate } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';
import type { TreeFiles } from '../discovery/trees.js';
import { withHost } from '../guide/host.js';
import { forEachEmptyPlace } from '../helpers/databases.js';
import { createPhpTables, IMPORT_DATA, PRODUCT_SETTINGS } from './php-tables.js';

/** A package with the worker that the PHP package had, in JavaScript. */
const PORTED: TreeFiles = {
  'package.json': { name: 'host', version: '1.0.0', dependencies: { 'shop-worker': '1.0.0' } },
  'node_modules/.package-lock.json': { name: 'host', lockfileVersion: 3, packages: { 'node_modules/shop-worker': {} } },
  'node_modules/shop-worker/package.json': {
    name: 'shop-worker',
    version: '1.0.0',
    type: 'module',
    main: 'index.js',
    stask: true,
  },
  'node_modules/shop-worker/index.js': `export default class {
    identifier() { return 'product'; } scope() { return 'scommerce'; } title() { return 'Products'; }
    description() { return ''; } icon() { return ''; } settings() { return { batch_size: 100 }; }
    taskImport(task, { file }) { return { file }; }
  }`,
};

forEachEmptyPlace('tables of the PHP package', ({ kind, create }) => {
  async function phpTables(): Promise<string> {
    const { url } = await create();
    const database = await openDatabase({ url, storagePath: '.' });
    await createPhpTables(database, kind);
    await database.close();
    return url;
  }
  const adopted = async (use: (stask: Stask) => Promise<void>, files?: TreeFiles): Promise<void> =>
    withHost(use, files, { database: await phpTables(), migrate: true });

  test('are refused until they are migrated, and then complete', async () => {
    const url = await phpTables();
    const database = await openDatabase({ url, storagePath: '.' });
    try {
      assert.equal(await isMigrated(database), false);
      if (kind !== 'sqlite')
        await assert.rejects(createStask({ database: url, autoDiscover: false }), (error) =>
          isStaskError(error, 'STASK_DATABASE_NOT_MIGRATED'),
        );
      assert.equal((await migrateDatabase({ database: url })).length, 1);
      assert.equal(await isMigrated(database), true);
      assert.deepEqual(await migrate(database), []);
    } finally {
      await database.close();
    }
  });

  test('keep their workers: ids, settings, order and what the admin decided', () =>
    adopted(async (stask) => {
      const rows = await stask.getWorkers();
      assert.deepEqual(
        rows.map(({ id, identifier, scope, active, hidden, position, health, title }) => ({
          id, identifier, scope, active, hidden, position, health, title,
        })),
        [
          { id: 7, identifier: 'composer_update', scope: 'stask', active: false, hidden: true, position: 1, health: 'missing', title: 'composer_update' },
          { id: 3, identifier: 'product', scope: 'scommerce', active: true, hidden: false, position: 4, health: 'missing', title: 'product' },
        ],
      ); // prettier-ignore
      assert.equal(rows[1]?.uuid, '0f8fad5b-d9cb-469f-a165-70867728950e');
      assert.match(rows[0]?.uuid ?? '', /^[\da-f-]{36}$/);
      assert.equal(rows[1]?.class, 'Seiger\\sCommerce\\Workers\\ProductWorker');
      assert.deepEqual(rows[1]?.settings, PRODUCT_SETTINGS);
      assert.deepEqual(rows[0]?.settings, {});
      assert.equal(rows[1]?.createdAt.toISOString(), '2025-11-02T08:00:00.000Z');
    }));

  test('keep their tasks: codes, data, results, users, priorities and times', () =>
    adopted(async (stask) => {
      const [done, bare, failed, running, started, late, urgent, planned, preparing] = await Promise.all(
        [11, 12, 13, 14, 15, 16, 17, 18, 19].map((id) => stask.getTask(id)),
      );
      assert.deepEqual(
        [done, bare, failed, running, started, late, urgent, planned, preparing].map((task) => task?.statusText),
        ['completed', 'completed', 'failed', 'running', 'running', 'pending', 'pending', 'pending', 'preparing'],
      );
      assert.equal(done?.status, 80);
      assert.deepEqual(done.data, IMPORT_DATA);
      assert.deepEqual(done.result, { file: '/srv/shop/report.html' });
      assert.equal(done.userId, 5);
      assert.equal(done.priority, 'high');
      assert.equal(done.message, 'Imported 20 products');
      assert.equal(done.startAt?.toISOString(), '2026-01-31T23:30:00.000Z');
      assert.equal(done.durationMs, 90_000);
      assert.deepEqual(bare?.data, {});
      assert.equal(bare.result, '/srv/shop/products.csv');
      assert.equal(failed?.priority, 'low');
      assert.equal(failed.canRetry(), true);
      assert.equal(planned?.startAt?.toISOString(), '2037-06-01T05:00:00.000Z');
      assert.deepEqual(
        (await stask.getPendingTasks({ limit: 10 })).map(({ id }) => id),
        [17, 18, 16], // 18 is planned
      );
      const { completed, failed: failures, total } = await stask.getStats();
      assert.deepEqual([completed, failures, total], [2, 1, 9]);
    }));

  test('leave queued tasks of a PHP worker alone until an npm package has it', () =>
    adopted(async (stask) => {
      assert.equal(await stask.processPendingTasks(), 0);
      const waiting = await stask.getTask(17);
      assert.deepEqual([waiting?.statusText, waiting?.attempts], ['pending', 0]);
    }));

  test('give new tasks new ids and the usual columns', () =>
    adopted(async (stask) => {
      const Echo = defineWorker({ identifier: 'echo', actions: { say: (_task, options) => options } });
      await stask.registerWorker(Echo);
      await stask.activateWorker('echo');
      const task = await stask.create({
        identifier: 'echo',
        action: 'say',
        data: { word: '🛒' },
        userId: 'x'.repeat(60),
      });
      assert.ok(task.id > 40, `id ${task.id} was given before`);
      assert.equal(await stask.execute(task), true);
      assert.deepEqual((await stask.getTask(task.id))?.result, { word: '🛒' });
      await stask.updateSettings('product', { emoji: '🧺' });
      assert.equal((await stask.getWorker('product'))?.settings['emoji'], '🧺');
    }));

  test('hand the row to the npm package with the same identifier, which finishes what waits', () =>
    adopted(async (stask) => {
      assert.deepEqual(await stask.discoverWorkers(), []);
      const row = await stask.getWorker('product');
      assert.deepEqual([row?.id, row?.health, row?.active, row?.position], [3, 'ok', true, 4]);
      assert.equal(row?.class, 'shop-worker/index.js#default');
      assert.deepEqual((await stask.getSettings('product'))['batch_size'], 250);
      assert.equal((await stask.getWorker('composer_update'))?.health, 'missing');
      await stask.work({ drain: true, pollIntervalMs: 50 }).done;
      const tasks = await Promise.all([14, 15, 16, 17, 19].map((id) => stask.getTask(id)));
      // what PHP had begun was given back and waits for its next attempt; what it had only claimed ran at once
      assert.deepEqual(
        tasks.map((task) => [task?.statusText, task?.attempts]),
        [
          ['pending', 1],
          ['pending', 0],
          ['completed', 1],
          ['completed', 1],
          ['completed', 1],
        ],
      );
      assert.deepEqual(tasks[3]?.result, { file: IMPORT_DATA.file });
    }, PORTED));

  test('keep columns of others', async () => {
    const url = await phpTables();
    await migrateDatabase({ database: url });
    const database = await openDatabase({ url, storagePath: '.' });
    try {
      const rows = await database.query<{ owner: string | null }>('SELECT owner FROM s_workers ORDER BY id');
      assert.deepEqual(
        rows.map(({ owner }) => owner),
        ['ann', null],
      );
    } finally {
      await database.close();
    }
  });
});
