import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { isStaskError } from '#src/errors.js';
import { columnsOf } from '#src/registry/candidate-columns.js';
import { nearNames } from '#src/near-names.js';
import { queryWorkers } from '#src/registry/worker-query.js';
import { createWorkers } from '#src/registry/workers.js';
import type { Workers } from '#src/registry/workers.js';
import type { WorkerStore } from '#src/store/worker-store.js';
import type { Database } from '#src/typeorm/database.js';
import { migrate } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';

import { candidate } from './sample-rows.js';

describe('registered workers', () => {
  let database: Database;
  let store: WorkerStore;
  let workers: Workers;
  before(async () => {
    database = await openDatabase({ url: 'sqlite::memory:', storagePath: '.' });
    await migrate(database);
    store = createWorkerStore(database);
    workers = createWorkers(store);
  });
  after(() => database.close());
  beforeEach(async () => {
    await database.execute('DELETE FROM s_workers');
    const insert = [
      columnsOf(candidate('mail', { scope: 'post' })),
      columnsOf(candidate('product-import')),
      columnsOf(candidate('feed')),
      { ...columnsOf(candidate('broken')), health: 'broken' as const, healthDetail: 'import-failed: it throws.' },
    ];
    await store.applyScan(() => ({ insert, update: [] }));
  });

  test('are activated, with the version, and deactivated', async () => {
    const active = await workers.activate('mail');
    assert.deepEqual([active.active, active.activatedVersion], [true, '1.0.0']);
    assert.equal((await workers.deactivate('mail')).active, false);
    assert.equal((await workers.deactivate('mail')).active, false);
  });

  test('are not activated while broken, and the reason is told', async () => {
    const error = await rejection(workers.activate('broken'));
    assert.ok(isStaskError(error, 'STASK_WORKER_LOAD_FAILED'));
    assert.match(error.message, /it throws/);
  });

  for (const call of ['get', 'activate', 'deactivate'] as const) {
    test(`${call} of an unknown one names those that look alike`, async () => {
      const error = await rejection(workers[call]('product_import'));
      assert.ok(isStaskError(error, 'STASK_WORKER_NOT_FOUND'));
      assert.match(error.message, /Did you mean "product-import"\?/);
    });
  }

  test('an unknown one that looks like none gets the list', async () => {
    const error = await rejection(workers.get('zzzzzzzz'));
    assert.match(String(error), /Known: mail, product-import, feed, broken/);
    for (const odd of ["'; DROP TABLE s_workers; --", '', '__proto__', '../../etc/passwd', 'x'.repeat(10_000)]) {
      assert.ok(isStaskError(await rejection(workers.get(odd)), 'STASK_WORKER_NOT_FOUND'), odd);
    }
    assert.equal((await store.list()).length, 4);
  });

  test('are listed and chained by scope, state and order', async () => {
    await workers.activate('feed');
    await workers.setHidden('product-import', true);
    await workers.setPosition('feed', 0);
    assert.deepEqual(await names(workers.list()), ['feed', 'mail', 'product-import', 'broken']);
    assert.deepEqual(await names(workers.list({ activeOnly: true })), ['feed']);
    assert.deepEqual(await names(workers.list({ scope: 'post' })), ['mail']);
    assert.deepEqual(await names(workers.list({ hidden: true })), ['product-import']);
    assert.deepEqual(await names(workers.list({ hidden: false, health: 'ok' })), ['feed', 'mail']);
    const query = () => queryWorkers(() => workers.list());
    assert.deepEqual(await names(query().byScope('commerce').active().ordered().get()), ['feed']);
    assert.deepEqual(await names(query().hidden().get()), ['product-import']);
    assert.equal((await query().byHealth('broken').first())?.identifier, 'broken');
    const base = query().inactive();
    assert.deepEqual([await base.visible().count(), await base.count()], [2, 3]);
  });

  test('are reordered; an unknown one or a faulty position is refused', async () => {
    const rows = await workers.reorder(['broken', 'mail', 'broken']);
    assert.deepEqual(
      rows.map(({ identifier }) => identifier),
      ['broken', 'mail', 'product-import', 'feed'],
    );
    assert.ok(isStaskError(await rejection(workers.reorder(['mail', 'nobody'])), 'STASK_WORKER_NOT_FOUND'));
    for (const position of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.ok(isStaskError(await rejection(workers.setPosition('mail', position)), 'STASK_USAGE'), String(position));
    }
  });

  test('by hand are registered, again without a second row, and not over a worker of a package', async () => {
    const own = candidate('own', { class: '#OwnWorker' });
    const first = await workers.register(own);
    await workers.activate('own');
    const second = await workers.register({ ...own, title: 'Changed' });
    assert.deepEqual([second.id, second.title, second.active, second.packageName], [first.id, 'Changed', true, '']);
    const error = await rejection(workers.register({ ...own, identifier: 'mail' }));
    assert.ok(isStaskError(error, 'STASK_IDENTIFIER_TAKEN'));
    assert.match(error.message, /shop\/index\.js#mail/);
  });
});

test('names look alike within a third of their letters', () => {
  const known = ['product-import', 'product-export', 'mail', 'feed'];
  assert.deepEqual(nearNames('Product-Import', known)[0], 'product-import');
  assert.deepEqual(nearNames('maill', known), ['mail']);
  assert.deepEqual(nearNames('import', known), ['product-import']);
  assert.deepEqual(nearNames('quite-other', known), []);
  assert.deepEqual(nearNames('', known), []);
});

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('it succeeded'),
    (error: unknown) => error,
  );
}

async function names(rows: Promise<ReadonlyArray<{ readonly identifier: string }>>): Promise<string[]> {
  return (await rows).map(({ identifier }) => identifier);
}
