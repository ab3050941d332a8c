import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { nonRetryable, type TaskContext } from 'stask/worker';
import { TASK_CONTROL } from '#src/worker/shared-keys.js';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

class StockError extends RangeError {
  override readonly name = 'StockError';
  readonly sku = 'A-1';
}

const worker = workerOf('shop', {
  quiet: () => 'done',
  breaks: (task: TaskContext) => {
    if (task.data['says'] === true) task.log.error('my own words');
    throw new StockError('out of stock', { cause: new Error('no delivery') });
  },
  never_again: () => {
    throw nonRetryable('wrong for ever');
  },
  marks: (task: TaskContext) => {
    if (task.data['says'] === true) task.log.error('my own words');
    return task[TASK_CONTROL].fail('not possible');
  },
  late: { timeoutMs: 20, run: () => new Promise((resolve) => setTimeout(resolve, 60)) },
});

forEachDatabase('what the log tells of failures', (given) => {
  let engine: Engine;
  before(async () => (engine = await engineOn(given.database, [worker])));
  after(async () => engine?.close());

  const create = (action: string, more: object = {}) =>
    engine.tasks.create({ identifier: 'shop', action, backoff: 0, ...more });
  const linesOf = async (id: number): Promise<string[]> =>
    (await (await engine.tasks.get(id)).getLogs()).map(({ level, message }) => `${level}: ${message}`);
  const afterOne = async (action: string, more: object = {}): Promise<string[]> => {
    const task = await create(action, { maxAttempts: 1, ...more });
    await engine.tasks.execute(task);
    return linesOf(task.id);
  };

  test('each attempt that fails is a warning, the last one an error, with name, stack, cause and own fields', async () => {
    const { id } = await create('breaks', { maxAttempts: 2 });
    await engine.tasks.execute(id);
    await engine.tasks.execute(id);
    assert.deepEqual(await linesOf(id), [
      'warning: Attempt 1 of 2 failed, the next follows at once: out of stock',
      'error: Failed at attempt 2 of 2: out of stock',
    ]);
    const [line, ...others] = await (await engine.tasks.get(id)).getErrorLogs();
    assert.deepEqual(others, []);
    const { attempt, maxAttempts, error } = line!.context;
    const { name, message, stack, sku, cause } = error as Record<string, unknown>;
    assert.deepEqual([attempt, maxAttempts, name, message, sku], [2, 2, 'StockError', 'out of stock', 'A-1']);
    assert.match(String(stack), /failure-log\.test/);
    assert.equal((cause as { message?: unknown }).message, 'no delivery');
  });

  test('the delay until the next attempt is told', async () => {
    const { id } = await create('breaks', { backoff: { type: 'fixed', delayMs: 90_000, jitter: false } });
    await engine.tasks.execute(id);
    assert.deepEqual(await linesOf(id), ['warning: Attempt 1 of 3 failed, the next follows in 1m 30s: out of stock']);
    await engine.tasks.cancel(id);
  });

  test('a failure for good and a timeout are told like any other', async () => {
    assert.deepEqual(await afterOne('never_again', { maxAttempts: 3 }), [
      'error: Failed at attempt 1 of 3: wrong for ever',
    ]);
    assert.deepEqual(await afterOne('late'), ['error: Failed at attempt 1 of 1: Timed out after 20 ms.']);
  });

  test('a task that a worker marks as failed says so once: in its own words, or in ours', async () => {
    assert.deepEqual(await afterOne('marks'), ['error: Failed at attempt 1 of 1: not possible']);
    assert.deepEqual(await afterOne('marks', { data: { says: true } }), ['error: my own words']);
    assert.equal((await afterOne('breaks', { data: { says: true } })).length, 2);
  });

  test('an attempt that is lost with its runner is told by who takes the task back', async () => {
    const { id } = await create('breaks', { maxAttempts: 1 });
    const { dialect } = given.database;
    await given.database.execute(
      `UPDATE s_tasks SET status = 50, attempts = 1, fence = 1, claimed_by = 'gone', started_at = ${dialect.now}, lease_until = ${dialect.nowPlusMs('-1000')} WHERE id = ?`,
      [id],
    );
    await engine.tasks.processPendingTasks();
    assert.match((await linesOf(id)).join(), /^error: Failed at attempt 1 of 1: The runner died/);
    const [attempt] = await engine.tasks.getAttempts(id);
    assert.deepEqual([attempt?.n, attempt?.outcome, attempt?.runner], [1, 'lost', 'gone']);
  });

  test('a task that completes without a word writes no file', async () => {
    const task = await create('quiet');
    await engine.tasks.execute(task);
    assert.deepEqual(
      readdirSync(engine.storagePath).filter((name) => name.startsWith(`${task.id}.`)),
      [],
    );
    assert.deepEqual(
      (await engine.tasks.getAttempts(task)).map(({ n, outcome }) => [n, outcome]),
      [[1, 'completed']],
    );
  });
});
