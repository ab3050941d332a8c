import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { NewTask } from '#src/store/new-task.js';
import type { ClaimedTask } from '#src/store/task-row.js';
import type { TaskStore } from '#src/store/task-store.js';
import { TASK_STATUS } from '#src/store/task-row.js';
import { promiseWith } from '#src/tasks/run-task.js';
import type { Sql } from '#src/typeorm/database.js';
import { claimTasks } from '#src/typeorm/task-claim.js';
import { createTaskStore } from '#src/typeorm/task-store.js';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const LEASE_MS = 60_000;
const SHORT_MS = -1_000; // a lease that has run out already

const line = (extra: Partial<NewTask> = {}): NewTask => ({
  identifier: 'mail',
  action: 'send',
  data: {},
  priority: 2,
  startedBy: null,
  startAt: null,
  maxAttempts: 3,
  uniqueKey: null,
  backoff: null,
  timeoutMs: null,
  ...extra,
});

const ending = ({ id, fence }: { id: number; fence: number }) => ({
  id,
  fence,
  status: 80 as const,
  message: '',
  resultJson: null,
  errorJson: null,
  progress: 100,
  delayMs: 0,
  uncount: false,
});

const commitOf = async (sql: Sql) => (await sql.query('SHOW synchronous_commit'))[0]?.['synchronous_commit'];

forEachDatabase('the task store', (given) => {
  let engine: Engine;
  let store: TaskStore;
  before(async () => {
    engine = await engineOn(given.database, [
      workerOf('mail', { send: () => 1, slow: () => 1 }),
      workerOf('other', { run: () => 1 }),
    ]);
    store = engine.store;
  });
  after(async () => engine?.close());

  const claim = (limit = 100, extra: object = {}): Promise<ClaimedTask[]> =>
    store.claim({ runner: 'r1', limit, leaseMs: LEASE_MS, identifiers: ['mail', 'other'], ...extra });
  const finish = async (rows: readonly ClaimedTask[]): Promise<void> => {
    await store.settle(
      'r1',
      rows.map((row) => ending(row)),
    );
  };

  test('claims high priority first, then the oldest, and only tasks of active workers', async () => {
    const inserted = await store.insert([
      line({ priority: 3 }),
      line({ priority: 1, data: { n: 1 } }),
      line(),
      line({ priority: 1, identifier: 'other', action: 'run' }),
    ]);
    await engine.setActive('other', false);
    const rows = await claim();
    assert.deepEqual(
      rows.map(({ id }) => id),
      [1, 2, 0].map((n) => inserted[n]!.row.id),
    );
    assert.ok(rows.every(({ status, fence, claimedBy }) => status === 30 && fence === 1 && claimedBy === 'r1'));
    await engine.setActive('other', true);
    const more = await claim();
    assert.equal(more.length, 1);
    await finish([...rows, ...more]);
  });

  test('the trace context of the create comes back with the claim, for one and for many', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await store.insert([line({ traceparent })]);
    await store.insert([line(), line({ traceparent })]);
    const claimed = await claim();
    assert.deepEqual(
      claimed.map((row) => row.traceparent),
      [traceparent, null, traceparent],
    );
    await finish(claimed);
  });

  test('eight claimers at once share the tasks without taking one twice', async () => {
    await store.insert(Array.from({ length: 400 }, () => line()));
    const taken: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        for (;;) {
          const rows = await claim(10, { runner: `r${n}` });
          if (rows.length === 0) return;
          taken.push(...rows.map(({ id }) => id));
          await store.settle(`r${n}`, rows.map(ending));
        }
      }),
    );
    assert.equal(taken.length, 400);
    assert.equal(new Set(taken).size, 400);
  });

  test('fifty concurrent creates with one unique key give one task', async () => {
    const inserted = await Promise.all(Array.from({ length: 50 }, () => store.insert([line({ uniqueKey: 'daily' })])));
    assert.equal(new Set(inserted.map(([one]) => one!.row.id)).size, 1);
    assert.equal(inserted.filter(([one]) => one!.created).length, 1);
    await finish(await claim());
    const [again] = await store.insert([line({ uniqueKey: 'daily' })]);
    assert.equal(again!.created, true);
    await finish(await claim());
  });

  test('a batch with unique keys is inserted in order, equal keys once', async () => {
    const inserted = await store.insert([
      line({ uniqueKey: 'k1' }),
      line(),
      line({ uniqueKey: 'k1' }),
      line({ uniqueKey: 'k2' }),
    ]);
    assert.deepEqual(
      inserted.map(({ created }) => created),
      [true, true, false, true],
    );
    assert.equal(inserted[2]!.row.id, inserted[0]!.row.id);
    await finish(await claim());
  });

  test('one task is inserted and told of in one statement, a second of its unique key is not', async (t) => {
    const { insertAndNotify, listen } = store;
    if (insertAndNotify === undefined || listen === undefined) return t.skip('the database tells nobody');
    const other = createTaskStore(given.database);
    let calls = 0;
    const { promise: woken, resolve } = promiseWith<void>();
    const listening = await other.listen!(() => {
      calls++;
      resolve();
    });
    const [first] = await insertAndNotify(line({ uniqueKey: 'told' }));
    await woken;
    const [again] = await insertAndNotify(line({ uniqueKey: 'told' }));
    assert.deepEqual([first!.created, again!.created, again!.row.id], [true, false, first!.row.id]);
    await listening.close();
    assert.equal(calls, 1);
    await finish(await claim());
  });

  test('a planned task is claimed only once it is due', async () => {
    const [planned] = await store.insert([line({ startAt: new Date(Date.now() + 3_600_000) })]);
    assert.equal(planned!.row.status, 5);
    assert.deepEqual(await claim(), []);
    assert.equal(await store.removeUnstarted(planned!.row.id), true);
    await store.insert([line({ startAt: new Date(Date.now() - 1000) })]);
    await finish(await claim());
  });

  test('the writes of an older claim are refused', async () => {
    await store.insert([line()]);
    const [zombie] = await claim(1, { leaseMs: SHORT_MS });
    assert.equal((await store.start('r1', [zombie!], SHORT_MS)).length, 1);
    assert.deepEqual(
      (await store.expired(10)).map(({ id }) => id),
      [zombie!.id],
    );
    const rescue = { ...ending(zombie!), status: 10 as const, progress: null };
    assert.equal((await store.settleExpired([rescue])).length, 1);
    const [second] = await claim(1);
    assert.equal(second!.fence, 2);
    assert.deepEqual(await store.settle('r1', [ending(zombie!)]), []);
    assert.deepEqual(await store.renew('r1', [zombie!], LEASE_MS), []);
    assert.equal((await store.start('r1', [second!], LEASE_MS)).length, 1);
    assert.equal((await store.settle('r1', [ending(second!)])).length, 1);
    assert.equal((await store.settle('r1', [ending(second!)])).length, 1, 'a repeated write knows its own row');
    const row = await store.find(second!.id);
    assert.deepEqual([row!.status, row!.attempts], [80, 2]);
  });

  test('the writes of a claim that a crash of the server undid are refused, though the next has the same fence', async () => {
    await store.insert([line()]);
    const [undone] = await claim(1);
    await given.database.execute('UPDATE s_tasks SET status = 10, fence = 0, claimed_by = NULL WHERE id = ?', [
      undone!.id,
    ]);
    const [held] = await claim(1, { runner: 'r2' });
    assert.deepEqual([held!.id, held!.fence], [undone!.id, undone!.fence]);
    assert.deepEqual(await store.start('r1', [undone!], LEASE_MS), []);
    assert.equal((await store.start('r2', [held!], LEASE_MS)).length, 1);
    assert.deepEqual(await store.start('r1', [undone!], LEASE_MS), []);
    assert.deepEqual(await store.renew('r1', [undone!], LEASE_MS), []);
    await store.report('r1', undone!, { message: 'of the undone claim' });
    assert.deepEqual(await store.settle('r1', [ending(undone!)]), []);
    assert.deepEqual([(await store.find(held!.id))!.status, (await store.find(held!.id))!.message], [50, '']);
    assert.equal((await store.renew('r2', [held!], LEASE_MS)).length, 1);
    assert.equal((await store.settle('r2', [ending(held!)])).length, 1);
    assert.deepEqual(await store.settle('r1', [ending(undone!)]), []);
  });

  test('a claim on PostgreSQL does not wait for the disk, and nothing after it does the same', async (t) => {
    const { database } = given;
    if (database.dialect.name !== 'postgres') return t.skip('the other databases cannot say so of one statement');
    await store.insert([line()]);
    await database.transaction(async (sql) => {
      assert.equal(await commitOf(sql), 'on');
      const request = { runner: 'r1', limit: 1, leaseMs: LEASE_MS, identifiers: ['mail'] };
      assert.equal((await claimTasks({ ...database, ...sql }, request)).length, 1);
      assert.equal(await commitOf(sql), 'off');
    });
    for (let n = 0; n < 10; n++) assert.equal(await commitOf(database), 'on');
    await finish(await store.list({ statuses: [30] }, { limit: 10 }));
  });

  test('a renewed lease is not rescued, and a heartbeat learns of cancel requests', async () => {
    await store.insert([line()]);
    const [row] = await claim(1, { leaseMs: SHORT_MS });
    assert.deepEqual(await store.renew('r1', [row!], LEASE_MS), [
      { id: row!.id, fence: row!.fence, cancelRequested: false },
    ]);
    assert.deepEqual(await store.settleExpired([ending(row!)]), []);
    await store.requestCancel(row!.id);
    assert.equal((await store.renew('r1', [row!], LEASE_MS))[0]!.cancelRequested, true);
    assert.deepEqual(await store.start('r1', [row!], LEASE_MS), []);
    await finish([row!]);
  });

  test('a limited action holds its number of slots in the whole cluster', async () => {
    await store.insert(Array.from({ length: 5 }, () => line({ action: 'slow' })));
    const limited = (runner: string) =>
      store.claimLimited({ runner, identifier: 'mail', action: 'slow', limit: 10, leaseMs: LEASE_MS, actionLimit: 2 });
    const claims = await Promise.all([limited('r1'), limited('r2'), limited('r3')]);
    const rows = claims.flatMap(({ tasks }) => tasks);
    assert.equal(rows.length, 2);
    assert.deepEqual(await limited('r4'), { tasks: [], saturated: true });
    for (const row of rows) await store.settle(row.claimedBy!, [ending(row)]);
    assert.equal((await limited('r4')).tasks.length, 2);
    for (const { id } of await store.list({ statuses: [10, 30] }, { limit: 10 })) await store.requestCancel(id);
  });

  test('ageing takes tasks of one priority that wait long enough', async () => {
    const [low] = await store.insert([line({ priority: 3 }), line({ priority: 1 })]);
    assert.deepEqual(await claim(10, { aged: { priority: 3, waitingMs: 60_000 } }), []);
    const rows = await claim(10, { aged: { priority: 3, waitingMs: -1000 } });
    assert.deepEqual(
      rows.map(({ id }) => id),
      [low!.row.id],
    );
    await finish([...rows, ...(await claim())]);
  });

  test('filters, order, counts, figures and cleaning', async () => {
    const [one] = await store.insert([line({ startedBy: '007', data: { a: 1 } }), line({ startedBy: 7, priority: 1 })]);
    const newest = await store.list({ identifier: 'mail', statuses: [10] }, { limit: 2 });
    assert.deepEqual(
      newest.map(({ startedBy }) => startedBy),
      [7, '007'],
    );
    assert.deepEqual((await store.list({ beforeId: newest[0]!.id }, { limit: 1 }))[0]?.id, one!.row.id);
    assert.equal(await store.count({ priority: 1, statuses: [10] }), 1);
    const rows = await claim();
    await store.start('r1', rows, LEASE_MS);
    await finish(rows);
    const [figures] = await store.figures(1, 'mail');
    assert.ok(figures!.completed > 400 && figures!.averageMs! >= 0);
    const queue = await store.queueFigures();
    assert.equal(queue.pending, 0);
    await store.reportRunner({ id: 'r1', host: 'h', pid: 1, concurrency: 5, running: 0 });
    await store.reportRunner({ id: 'r1', host: 'h', pid: 1, concurrency: 6, running: 1 });
    assert.deepEqual(
      (await store.runners()).map(({ id, concurrency }) => [id, concurrency]),
      [['r1', 6]],
    );
    const { total } = await store.stats();
    const old = { olderThanMs: -60_000, limit: 1000 };
    const { cancelled } = await store.stats();
    assert.equal((await store.deleteFinished({ ...old, statuses: [TASK_STATUS.cancelled] })).length, cancelled);
    assert.deepEqual(await store.deleteFinished({ ...old, statuses: [TASK_STATUS.cancelled] }), []);
    assert.ok(
      (await store.deleteFinished({ ...old, statuses: [TASK_STATUS.finished, TASK_STATUS.failed] })).length > 400,
    );
    assert.ok((await store.stats()).total < total);
    assert.ok(Math.abs((await store.now()).getTime() - Date.now()) < 60_000);
  });

  test('a large batch is inserted in order and all or nothing', async () => {
    const inserted = await store.insert(Array.from({ length: 2500 }, (_, n) => line({ data: { n } })));
    assert.equal(inserted.length, 2500);
    assert.ok(inserted.every(({ row }, n) => n === 0 || row.id > inserted[n - 1]!.row.id));
    const last = await store.find(inserted[2499]!.row.id);
    assert.deepEqual(last!.data, { n: 2499 });
  });
});
