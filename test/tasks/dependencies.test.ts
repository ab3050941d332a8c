import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openDatabase } from '#src/typeorm/open-database.js';
import type { TaskContext } from 'stask/worker';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const worker = workerOf('chain', {
  step: (task: TaskContext) => task.data['n'] ?? null,
  fail: {
    maxAttempts: 1,
    run: (task: TaskContext) => {
      if (task.attempt === 1) throw new Error('not this time');
    },
  },
});

forEachDatabase('tasks after other tasks', (given) => {
  let engine: Engine;
  before(async () => {
    engine = await engineOn(given.database, [worker]);
  });
  after(async () => {
    await engine?.close();
  });

  const make = (action = 'step', extra: object = {}) => engine.tasks.create({ identifier: 'chain', action, ...extra });
  const stored = async (task: { id: number }) => (await engine.store.find(task.id))!.status;

  test('wait until every one of them is completed, and are pending to users', async () => {
    const [one, two] = [await make(), await make()];
    const last = await make('step', { after: [one, String(two.id), one.id] });
    assert.deepEqual([last.status, last.statusText, await stored(last)], [10, 'pending', 7]);
    await engine.tasks.execute(one);
    assert.equal(await stored(last), 7);
    await assert.rejects(engine.tasks.execute(last), { code: 'STASK_TASK_STATE', message: /waits for other tasks/ });
    await engine.tasks.execute(two);
    assert.equal(await stored(last), 10);
    assert.equal(await engine.tasks.execute(last), true);
  });

  test('run through a runner in order', async () => {
    const started: number[] = [];
    const note = ({ id }: { id: number }): void => void started.push(id);
    engine.events.on('task.started', note);
    const first = await make();
    const second = await make('step', { after: [first], priority: 'high' });
    const third = await make('step', { after: [first, second], priority: 'high' });
    await engine.tasks.work({ drain: true, pollIntervalMs: 20 }).done;
    engine.events.off('task.started', note);
    assert.deepEqual(started, [first.id, second.id, third.id]);
  });

  test('do not wait for what is completed already', async () => {
    const one = await make();
    await engine.tasks.execute(one);
    const next = await make('step', { after: [one] });
    assert.equal(await stored(next), 10);
    await engine.tasks.execute(next);
  });

  test('become planned when their own start lies ahead', async () => {
    const one = await make();
    const later = await make('step', { after: [one], startAt: new Date(Date.now() + 3_600_000) });
    assert.equal(await stored(later), 7);
    await engine.tasks.execute(one);
    assert.equal(await stored(later), 5);
    await engine.tasks.cancel(later);
  });

  test('are cancelled down the chain with a message that names the one that failed, and wait again after its retry', async () => {
    const bad = await make('fail');
    const next = await make('step', { after: [bad] });
    const last = await make('step', { after: [next] });
    const told: number[] = [];
    const note = ({ id }: { id: number }): void => void told.push(id);
    engine.events.on('task.cancelled', note);
    await engine.tasks.execute(bad);
    engine.events.off('task.cancelled', note);
    assert.deepEqual(told, [next.id, last.id]);
    const cancelled = await engine.tasks.get(next.id);
    assert.equal(cancelled.statusText, 'cancelled');
    assert.equal(cancelled.message, `Cancelled: task ${bad.id} (chain.fail), which it waits for, failed.`);
    assert.match((await engine.tasks.get(last.id)).message, new RegExp(`task ${next.id} .* was cancelled`));

    await assert.rejects(engine.tasks.retry(next), {
      code: 'STASK_TASK_STATE',
      message: new RegExp(`waits for task ${bad.id}, which is failed`),
    });
    await engine.tasks.retry(bad);
    assert.deepEqual([await stored(next), await stored(last)], [7, 7]);
    await engine.tasks.work({ drain: true, pollIntervalMs: 20 }).done;
    assert.deepEqual([await stored(bad), await stored(next), await stored(last)], [80, 80, 80]);
  });

  test('are cancelled when one they wait for is cancelled while it is queued', async () => {
    const one = await make();
    const next = await make('step', { after: [one] });
    await engine.tasks.cancel(one);
    assert.equal(await stored(next), 110);
  });

  test('are refused for ids that are unknown, malformed or can never be completed', async () => {
    const one = await make();
    await engine.tasks.cancel(one);
    const { total } = await engine.tasks.getStats();
    await assert.rejects(make('step', { after: [999_999_999] }), { code: 'STASK_TASK_NOT_FOUND' });
    await assert.rejects(make('step', { after: [one.id] }), { code: 'STASK_TASK_STATE', message: /is cancelled/ });
    for (const wrong of ['1', 5, [0], ['1; DROP TABLE s_tasks'], [null], [{}]])
      await assert.rejects(make('step', { after: wrong }), { code: 'STASK_USAGE' });
    assert.equal((await engine.tasks.getStats()).total, total);
    const empty = await make('step', { after: [] });
    assert.equal(await stored(empty), 10);
    await engine.tasks.cancel(empty);
  });

  test('may wait for a thousand', async () => {
    const many = await engine.tasks.createMany(
      Array.from({ length: 1000 }, () => ({ identifier: 'chain', action: 'step' })),
    );
    const last = await make('step', { after: many, priority: 'high' });
    await engine.tasks.work({ drain: true, pollIntervalMs: 20, concurrency: 50 }).done;
    const done = await engine.tasks.get(last.id);
    assert.equal(done.statusText, 'completed');
    assert.ok(done.startedAt!.getTime() >= Math.max(...(await ends(many))));
  });

  const ends = async (tasks: ReadonlyArray<{ id: number }>): Promise<number[]> => {
    const rows = await engine.store.list({ afterId: tasks[0]!.id - 1 }, { limit: 1000, direction: 'asc' });
    return rows.map(({ finishedAt }) => finishedAt!.getTime());
  };

  test('are released once and never forgotten when two connections end the last two at once', async () => {
    const other = await openDatabase({ url: given.url, storagePath: '.' });
    const second = await engineOn(other, [worker]);
    try {
      for (let round = 0; round < 25; round++) {
        const [one, two] = [await make(), await make()];
        const [failing, last] = [await make('fail'), await make('step', { after: [one, two] })];
        const never = await make('step', { after: [two, failing] });
        await Promise.all([engine.tasks.execute(one), second.tasks.execute(two), second.tasks.execute(failing)]);
        assert.deepEqual([await stored(last), await stored(never)], [10, 110]);
        assert.equal(await second.tasks.execute(last), true);
      }
    } finally {
      await second.close();
      await other.close();
    }
  });

  test('that a task created while its predecessor ends is never left waiting', async () => {
    for (let round = 0; round < 25; round++) {
      const one = await make();
      const [next] = await Promise.all([make('step', { after: [one] }), engine.tasks.execute(one)]);
      assert.equal(await stored(next), 10);
      await engine.tasks.cancel(next);
    }
  });

  test('are released by the next runner when the process died before it could', async () => {
    const one = await make();
    const next = await make('step', { after: [one] });
    const claimed = await engine.store.claimOne(one.id, 'dead', 60_000);
    const lease = { id: one.id, fence: claimed!.fence };
    const end = { message: '', resultJson: null, errorJson: null, progress: 100, delayMs: 0, uncount: false };
    assert.equal((await engine.store.settle('dead', [{ ...lease, ...end, status: 80 }]))[0]?.linked, true);
    assert.equal(await stored(next), 7);
    const completed = new Promise<void>((resolve) => {
      engine.events.on('task.completed', ({ id }) => id === next.id && resolve());
    });
    const runner = engine.tasks.work({ pollIntervalMs: 20 });
    await completed;
    await runner.stop();
  });

  test('leave nothing behind when they are cleaned up', async () => {
    await engine.tasks.work({ drain: true, pollIntervalMs: 20 }).done;
    await engine.tasks.cleanOldTasks({ days: 0 });
    const rows = await given.database.query('SELECT COUNT(*) AS n FROM s_task_dependencies');
    assert.equal(Number(rows[0]?.['n']), 0);
  });
});
