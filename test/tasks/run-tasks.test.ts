import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { cancelTask, nonRetryable, retryLater, type TaskContext } from 'stask/worker';
import { TASK_CONTROL } from '#src/worker/shared-keys.js';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const fast = { backoff: 0 };
const cycle: Record<string, unknown> = { big: 10n };
cycle['self'] = cycle;

const worker = workerOf('probe', {
  echo: (task: TaskContext) => ({ data: task.data, attempt: task.attempt, user: task.userId }),
  boom: {
    ...fast,
    run: () => {
      throw new Error('boom', { cause: new Error('deep') });
    },
  },
  thrown_text: {
    ...fast,
    maxAttempts: 1,
    run: () => {
      throw 'just text';
    },
  },
  hostile: {
    ...fast,
    maxAttempts: 1,
    run: () => {
      throw {
        get message() {
          throw new Error('no');
        },
        toString() {
          throw new Error('no');
        },
      };
    },
  },
  third_time: {
    ...fast,
    run: (task: TaskContext) => {
      if (task.attempt < 3) throw new Error(`try ${task.attempt}`);
      return 'done';
    },
  },
  marks_finished: async (task: TaskContext) => {
    await task[TASK_CONTROL].finish({ a: 1 }, 'All good');
    throw new Error('too late');
  },
  marks_failed: async (task: TaskContext) => {
    await task[TASK_CONTROL].fail('Not possible');
    return 'too late';
  },
  later: (task: TaskContext) => (task.data['again'] ? retryLater(3_600_000) : 'x'),
  gives_up: () => {
    throw cancelTask('No need');
  },
  for_good: () => {
    throw nonRetryable('Wrong for ever');
  },
  slow: {
    timeoutMs: 30,
    maxAttempts: 1,
    run: (task: TaskContext) =>
      new Promise((_, reject) => task.signal.addEventListener('abort', () => reject(task.signal.reason as Error))),
  },
  returns_cycle: () => cycle,
  big: () => 'x'.repeat(10_000_000),
  hang: (task: TaskContext) =>
    new Promise((resolve) => {
      task.signal.addEventListener('abort', () => resolve('stopped'));
    }),
  progress: (task: TaskContext) => {
    for (let i = 0; i <= 100; i++) task.progress({ progress: i, message: `step ${i}` });
    task.log.info('hello', { a: 1 });
  },
});

forEachDatabase('running tasks', (given) => {
  let engine: Engine;
  before(async () => {
    engine = await engineOn(given.database, [worker]);
  });
  after(async () => {
    await engine?.close();
  });

  const runOnce = async (action: string, extra: object = {}) => {
    const task = await engine.tasks.create({ identifier: 'probe', action, ...extra });
    const ok = await engine.tasks.execute(task);
    return { ok, task: await engine.tasks.get(task.id) };
  };
  const drain = () => engine.tasks.work({ drain: true, pollIntervalMs: 20 }).done;

  test('a task gets its data as created and its result is stored', async () => {
    const data = { text: 'ü🎉 "quoted" \\ \n', list: [1, null, { deep: true }], n: 1.5 };
    const { ok, task } = await runOnce('echo', { data, userId: '42' });
    assert.equal(ok, true);
    assert.deepEqual(task.result, { data, attempt: 1, user: '42' });
    assert.deepEqual([task.status, task.statusText, task.attempts, task.progress], [80, 'completed', 1, 100]);
    assert.ok(task.finishedAt && task.startedAt && task.durationMs! >= 0);
  });

  test('a task that throws is tried again until its attempts are used up', async () => {
    const task = await engine.tasks.create({ identifier: 'probe', action: 'boom' });
    await drain();
    const last = await engine.tasks.get(task.id);
    assert.deepEqual([last.statusText, last.attempts, last.message], ['failed', 3, 'boom']);
    assert.equal((last.error as { cause: { message: string } }).cause.message, 'deep');
    assert.equal(last.canRetry(), true);
  });

  test('a later attempt may succeed', async () => {
    const task = await engine.tasks.create({ identifier: 'probe', action: 'third-time' });
    await drain();
    const done = await engine.tasks.get(task.id);
    assert.deepEqual([done.statusText, done.attempts, done.result, done.error], ['completed', 3, 'done', null]);
  });

  for (const [action, state, message] of [
    ['thrown_text', 'failed', 'just text'],
    ['hostile', 'failed', 'unknown error'],
    ['marks_finished', 'completed', 'All good'],
    ['marks_failed', 'failed', 'Not possible'],
    ['gives_up', 'cancelled', 'No need'],
    ['for_good', 'failed', 'Wrong for ever'],
    ['slow', 'failed', 'Timed out after 30 ms.'],
  ] as const)
    test(`${action} ends ${state}`, async () => {
      const { task } = await runOnce(action);
      assert.deepEqual([task.statusText, task.message, task.attempts], [state, message, 1]);
    });

  test('retryLater puts the task back without counting the attempt', async () => {
    const { ok, task } = await runOnce('later', { data: { again: true } });
    assert.equal(ok, false);
    assert.deepEqual([task.statusText, task.attempts], ['pending', 0]);
    assert.ok(task.row.availableAt.getTime() > task.updatedAt.getTime() + 3_000_000);
    await engine.tasks.cancel(task);
  });

  test('a result that JSON cannot hold does not fail the task', async () => {
    const { task } = await runOnce('returns_cycle');
    assert.equal(task.statusText, 'completed');
    assert.deepEqual(task.result, { big: '10', self: '[Circular]' });
  });

  test('a large result is stored as a file', async () => {
    const { task } = await runOnce('big');
    assert.deepEqual(task.result, { file: `${task.id}.json`, bytes: 10_000_002 });
  });

  test('a running task is cancelled through its signal', async () => {
    const runner = engine.tasks.work({ pollIntervalMs: 20 });
    const task = await engine.tasks.create({ identifier: 'probe', action: 'hang' });
    await new Promise((resolve) => engine.events.once('task.started', resolve));
    const ended = new Promise((resolve) => engine.events.once('task.cancelled', resolve));
    const asked = await engine.tasks.cancel(task.id);
    assert.ok(asked.cancelRequestedAt);
    await ended;
    await runner.stop();
    assert.equal((await engine.tasks.get(task.id)).statusText, 'cancelled');
  });

  test('progress and log are in the files and in the row', async () => {
    const { task } = await runOnce('progress');
    const progress = await task.getProgress();
    assert.deepEqual([progress.status, progress.progress, progress.message], ['completed', 100, 'step 100']);
    assert.equal((await task.getLogs())[0]?.message, 'hello');
  });

  test('retry puts a failed task back and raises its attempts', async () => {
    const { task } = await runOnce('thrown_text');
    const again = await engine.tasks.retry(task);
    assert.deepEqual([again.statusText, again.attempts, again.maxAttempts], ['pending', 1, 2]);
    await assert.rejects(engine.tasks.retry(task), { code: 'STASK_TASK_STATE' });
    await engine.tasks.cancel(task.id);
  });

  test('a task that was planned, cancelled and retried is due at once, and says so', async () => {
    const planned = await engine.tasks.create({ identifier: 'probe', action: 'echo', startAt: '2999-01-01T00:00:00Z' });
    await engine.tasks.cancel(planned.id);
    const again = await engine.tasks.retry(planned.id);
    assert.deepEqual([again.statusText, again.startAt], ['pending', null]);
    assert.equal(await engine.tasks.processPendingTasks(), 1);
  });

  test('processPendingTasks runs what is due and counts it', async () => {
    await engine.tasks.createMany(Array.from({ length: 12 }, () => ({ identifier: 'probe', action: 'echo' })));
    assert.equal(await engine.tasks.processPendingTasks(), 10);
    assert.equal(await engine.tasks.processPendingTasks(), 2);
    assert.equal(await engine.tasks.processPendingTasks(), 0);
  });

  test('stop aborts what does not end in time, and keeps what then ends by itself', async () => {
    const runner = engine.tasks.work({ pollIntervalMs: 20, concurrency: 1 });
    const started = new Promise((resolve) => engine.events.once('task.started', resolve));
    const hung = await engine.tasks.create({ identifier: 'probe', action: 'hang' });
    await started;
    await runner.stop({ timeoutMs: 10 });
    assert.equal((await engine.tasks.get(hung.id)).result, 'stopped');
  });
});
