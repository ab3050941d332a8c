import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { isStaskError } from '#src/errors.js';
import type { TaskContext } from 'stask/worker';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const HOSTILE_THROWS: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  zero: 0,
  'an empty text': '',
  'a symbol': Symbol('s'),
  'a BigInt': 10n,
  'a function': () => undefined,
  'an object without prototype': Object.create(null) as unknown,
  'a promise that rejects': Promise.reject(new Error('inside')),
  'a frozen error': Object.freeze(new Error('frozen')),
  'a proxy that throws': new Proxy(
    {},
    {
      get() {
        throw new Error('no');
      },
      getOwnPropertyDescriptor() {
        throw new Error('no');
      },
      getPrototypeOf() {
        throw new Error('no');
      },
    },
  ),
  'a huge text': 'x'.repeat(3_000_000),
  'an error with NUL and half a surrogate': new Error('\0\uD800'),
};
(HOSTILE_THROWS['a promise that rejects'] as Promise<never>).catch(() => undefined);

const SQL = `'; DROP TABLE s_tasks; -- " \\ \` $1 ? :x %s {{x}} \u2028`;
const NO_IDS: readonly unknown[] = [
  '../../etc/passwd',
  '1; DROP TABLE s_tasks',
  '1e3',
  ' 1',
  '0x10',
  '-1',
  0,
  1.5,
  NaN,
  '',
  null,
  {},
  [],
  2 ** 60,
];

let release: () => void = () => undefined;
const classes = () => [
  workerOf('hostile', {
    throws: {
      maxAttempts: 1,
      run: (task: TaskContext) => {
        throw HOSTILE_THROWS[String(task.data['what'])];
      },
    },
    never: { maxAttempts: 1, timeoutMs: 50, run: () => new Promise(() => undefined) },
    waits: () => new Promise<string>((resolve) => (release = () => resolve('done'))),
    echo: (task: TaskContext) => task.data,
    odd_progress: (task: TaskContext) => {
      for (const value of [NaN, -1, 1e9, Infinity, '50', null, {}] as number[])
        task.progress({ progress: value, processed: value, total: value, message: '\0|\n\uD800' });
    },
  }),
];

const refused = (error: unknown): boolean =>
  isStaskError(error, 'STASK_USAGE') || isStaskError(error, 'STASK_TASK_NOT_FOUND');

forEachDatabase('hostile handlers and data', (given) => {
  let engine: Engine;
  before(async () => (engine = await engineOn(given.database, classes())));
  after(async () => engine?.close());

  const started = (): Promise<unknown> => new Promise((resolve) => engine.events.once('task.started', resolve));
  const create = (action: string, more: object = {}) => engine.tasks.create({ identifier: 'hostile', action, ...more });

  test('whatever a handler throws ends that task as failed, with a text', async () => {
    for (const what of Object.keys(HOSTILE_THROWS)) {
      const task = await create('throws', { data: { what } });
      assert.equal(await engine.tasks.execute(task), false, what);
      const { statusText, message, error } = await engine.tasks.get(task.id);
      assert.equal(statusText, 'failed', what);
      assert.ok(message.length <= 2_000 && typeof error?.['name'] === 'string', what);
    }
  });

  test('a handler that never settles ends by its timeout', { timeout: 30_000 }, async () => {
    const task = await create('never');
    assert.equal(await engine.tasks.execute(task), false);
    assert.match((await engine.tasks.get(task.id)).message, /Timed out after 50 ms/);
  });

  test('a create that makes no sense is refused with what was given, and nothing is inserted', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const wrong: ReadonlyArray<readonly [object, string, RegExp]> = [
      [{ identifier: 'nobody' }, 'STASK_WORKER_NOT_FOUND', /"nobody"/],
      [{ identifier: '../../etc/passwd' }, 'STASK_WORKER_NOT_FOUND', /passwd/],
      [{ identifier: undefined }, 'STASK_WORKER_NOT_FOUND', /undefined/],
      [{ action: 'nothing' }, 'STASK_ACTION_NOT_FOUND', /"nothing"/],
      [{ action: '__proto__' }, 'STASK_ACTION_NOT_FOUND', /__proto__/],
      [{ action: 'constructor' }, 'STASK_ACTION_NOT_FOUND', /constructor/],
      [{ action: '' }, 'STASK_USAGE', /""/],
      [{ priority: 'urgent' }, 'STASK_PRIORITY_INVALID', /urgent/],
      [{ priority: 1 }, 'STASK_PRIORITY_INVALID', /1/],
      ...[0, -1, NaN, 1.5, Infinity, '3', 2 ** 53].map(
        (maxAttempts) => [{ maxAttempts }, 'STASK_USAGE', /maxAttempts must be a whole number/] as const,
      ),
      [{ data: cycle }, 'STASK_DATA_INVALID', /self refers back/],
      [{ data: { n: 10n } }, 'STASK_DATA_INVALID', /\/n is a bigint/],
      [{ data: JSON.parse('{"__proto__":{"admin":true}}') as object }, 'STASK_DATA_INVALID', /__proto__/],
      [{ data: { text: 'half \uD800' } }, 'STASK_DATA_INVALID', /\/text/],
      [{ data: { text: 'nul \0' } }, 'STASK_DATA_INVALID', /\/text/],
      [{ data: { text: 'x'.repeat(10_000_000) } }, 'STASK_DATA_INVALID', /bytes/],
      [{ data: [] }, 'STASK_DATA_INVALID', /array/],
      [{ startAt: '2030-03-31T02:30:00' }, 'STASK_USAGE', /with offset/], // local, and in a DST gap of many zones
      [{ startAt: 'tomorrow' }, 'STASK_USAGE', /"tomorrow"/],
      [{ uniqueKey: '\0' }, 'STASK_USAGE', /uniqueKey/],
      [{ userId: NaN }, 'STASK_USAGE', /userId/],
      [{ timeoutMs: -1 }, 'STASK_USAGE', /timeoutMs/],
      [{ backoff: { type: 'linear' } }, 'STASK_USAGE', /backoff/],
    ];
    const total = (await engine.tasks.getStats()).total;
    for (const [request, code, message] of wrong)
      await assert.rejects(create('echo', request), { code, message }, JSON.stringify(Object.keys(request)));
    assert.equal((await engine.tasks.getStats()).total, total);
    assert.equal(({} as Record<string, unknown>)['admin'], undefined);
  });

  test('progress that is no number leaves the task and its file in order', async () => {
    const task = await create('odd_progress');
    assert.equal(await engine.tasks.execute(task), true);
    const done = await engine.tasks.get(task.id);
    const history = await done.getProgressHistory();
    assert.ok(history.every(({ progress }) => Number.isInteger(progress) && progress >= 0 && progress <= 100));
    assert.deepEqual([done.progress, history.at(-1)?.status], [100, 'completed']);
  });

  test('ids that are no task ids are refused, and no file is touched', async () => {
    for (const id of NO_IDS) {
      for (const use of [engine.tasks.get, engine.tasks.cancel, engine.tasks.retry, engine.tasks.execute])
        await assert.rejects(() => (use as (given: unknown) => Promise<unknown>)(id), refused, String(id));
      await assert.rejects(() => engine.tasks.log(id as never, 'info', 'x'), refused);
    }
    assert.ok(!existsSync(engine.storagePath) || readdirSync(engine.storagePath).every((name) => /^\d+\./.test(name)));
  });

  test('SQL in every text is a text', async () => {
    for (const request of [
      { identifier: SQL, action: 'echo' },
      { identifier: 'hostile', action: SQL },
    ])
      await assert.rejects(() => engine.tasks.create(request), /No worker|no action/);
    const task = await create('echo', { data: { [SQL]: SQL }, userId: SQL, uniqueKey: SQL });
    await engine.tasks.execute(task);
    const done = await engine.tasks.get(task.id);
    assert.deepEqual([done.data, done.result, done.userId, done.uniqueKey], [{ [SQL]: SQL }, { [SQL]: SQL }, SQL, SQL]);
    assert.deepEqual(await engine.tasks.query().byIdentifier(SQL).byAction(SQL).get(), []);
  });

  test('a start in the past is due, one in year 9999 waits, a later one is refused', async () => {
    assert.equal((await create('echo', { startAt: '1970-01-01T00:00:00Z' })).status, 10);
    const far = await create('echo', { startAt: '9999-12-30T00:00:00Z' });
    assert.equal((await engine.tasks.get(far.id)).startAt?.toISOString(), '9999-12-30T00:00:00.000Z');
    assert.ok(
      far.isPending() &&
        (await given.database.query('SELECT status FROM s_tasks WHERE id = ?', [far.id]))[0]?.['status'] === 5,
    );
    await assert.rejects(() => create('echo', { startAt: '+010000-01-01T00:00:00Z' }));
    await assert.rejects(() => create('echo', { startAt: new Date(NaN) }));
  });

  test('a worker that is deactivated while its task runs lets it end and starts no other', async () => {
    const begun = started();
    const running = await create('waits');
    const execution = engine.tasks.execute(running);
    await begun;
    await engine.setActive('hostile', false);
    release();
    assert.equal(await execution, true);
    assert.equal(await engine.tasks.processPendingTasks(), 0);
    await engine.setActive('hostile', true);
  });

  test('a task that is deleted while it runs is refused its result, and the runner goes on', async () => {
    const begun = started();
    const running = await create('waits');
    const told = new Promise((resolve) => engine.events.once('task.refused', resolve));
    const execution = engine.tasks.execute(running);
    await begun;
    await given.database.execute('DELETE FROM s_tasks WHERE id = ?', [running.id]);
    release();
    assert.equal(await execution, false);
    await told;
    assert.equal(await engine.tasks.execute(await create('echo')), true);
  });

  test('a worker whose row is gone while its task runs lets it end', async () => {
    const begun = started();
    const running = await create('waits');
    const execution = engine.tasks.execute(running);
    await begun;
    const rows = await given.database.query(`SELECT * FROM s_workers WHERE identifier = 'hostile'`);
    await given.database.execute(`UPDATE s_workers SET identifier = 'moved' WHERE identifier = 'hostile'`);
    release();
    assert.equal(await execution, true);
    assert.equal(await engine.tasks.processPendingTasks(), 0);
    await assert.rejects(create('echo'), { code: 'STASK_WORKER_NOT_FOUND' });
    await given.database.execute(`UPDATE s_workers SET identifier = 'hostile' WHERE id = ?`, [rows[0]?.['id']]);
  });

  test('a task whose worker is uninstalled fails readably and alone', async () => {
    const task = await create('echo', { maxAttempts: 1 });
    await given.database.execute(`UPDATE s_tasks SET identifier = 'gone' WHERE id = ?`, [task.id]);
    assert.equal(await engine.tasks.execute(task), false);
    const { statusText, message } = await engine.tasks.get(task.id);
    assert.equal(statusText, 'failed');
    assert.match(message, /gone/);
  });
});
