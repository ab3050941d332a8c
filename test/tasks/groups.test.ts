import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { openDatabase } from '#src/typeorm/open-database.js';
import type { TaskContext } from 'stask/worker';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const STRICT = { type: 'object', properties: { file: { type: 'string' } }, additionalProperties: false };
const worker = workerOf('many', {
  step: (task: TaskContext) => task.data,
  summary: (task: TaskContext) => task.data,
  strict: { options: STRICT, run: (task: TaskContext) => task.data },
  fail: {
    maxAttempts: 1,
    run: () => {
      throw new Error('no');
    },
  },
  hang: (task: TaskContext) => {
    task.progress({ progress: 50 });
    return new Promise((resolve) => task.signal.addEventListener('abort', () => resolve('stopped')));
  },
});

const of = (action: string, data = {}) => ({ identifier: 'many', action, data });

forEachDatabase('a group of tasks', (given) => {
  let engine: Engine;
  before(async () => {
    engine = await engineOn(given.database, [worker]);
  });
  after(async () => {
    await engine?.close();
  });
  const drain = () => engine.tasks.work({ drain: true, pollIntervalMs: 20 }).done;

  test('has one progress and counts, and its completion task is told how the members ended', async () => {
    const { id, tasks } = await engine.tasks.createGroup({
      title: 'Nightly import',
      tasks: [of('step'), of('fail'), of('step'), of('step')],
      onComplete: of('summary', { to: 'team' }),
    });
    assert.equal(tasks.length, 4);
    assert.equal(tasks[0]!.groupId, id);
    await engine.tasks.cancel(tasks[3]!);
    const early = await engine.tasks.getGroup(id);
    assert.deepEqual([early.title, early.progress, early.finishedAt], ['Nightly import', 25, null]);
    assert.deepEqual(early.counts, { pending: 3, running: 0, completed: 0, failed: 0, cancelled: 1, total: 4 });
    await drain();
    const group = await engine.tasks.getGroup(String(id));
    assert.deepEqual(group.counts, { pending: 0, running: 0, completed: 2, failed: 1, cancelled: 1, total: 4 });
    assert.equal(group.progress, 100);
    assert.ok(group.finishedAt instanceof Date);
    const [summary] = await engine.tasks.query().byAction('summary').get();
    assert.deepEqual(summary?.result, { to: 'team', group: { id, completed: 2, failed: 1, cancelled: 1 } });
  });

  test('counts the progress of its running members', async () => {
    const { id, tasks } = await engine.tasks.createGroup({ tasks: [of('hang'), of('hang')] });
    const runner = engine.tasks.work({ pollIntervalMs: 20, concurrency: 1 });
    await new Promise((resolve) => engine.events.once('task.progress', resolve));
    while ((await engine.tasks.getGroup(id)).progress !== 25) await sleep(5); // until the row has it
    for (const task of tasks) await engine.tasks.cancel(task);
    await runner.stop({ timeoutMs: 100 });
    assert.equal(
      (await engine.tasks.getGroup(id)).counts.cancelled + (await engine.tasks.getGroup(id)).counts.completed,
      2,
    );
  });

  test('leaves the data of its completion task alone when the options refuse more', async () => {
    await engine.tasks.createGroup({ tasks: [of('step')], onComplete: of('strict', { file: 'a' }) });
    await drain();
    const [strict] = await engine.tasks.query().byAction('strict').get();
    assert.deepEqual(strict?.result, { file: 'a' });
  });

  test('gives one completion task when two connections end the last members at once', async () => {
    const other = await openDatabase({ url: given.url, storagePath: '.' });
    const second = await engineOn(other, [worker]);
    try {
      for (let round = 0; round < 20; round++) {
        const onComplete = of('summary', { round });
        const { id, tasks } = await engine.tasks.createGroup({ tasks: [of('step'), of('step')], onComplete });
        await Promise.all([engine.tasks.execute(tasks[0]!), second.tasks.execute(tasks[1]!)]);
        const made = (await engine.tasks.query().byAction('summary').pending().get()).filter(
          ({ data }) => (data['group'] as { id: number }).id === id,
        );
        assert.equal(made.length, 1);
      }
    } finally {
      await second.close();
      await other.close();
    }
    await drain();
  });

  test('may have members that wait for others', async () => {
    const first = await engine.tasks.create(of('fail'));
    const { id } = await engine.tasks.createGroup({ tasks: [{ ...of('step'), after: [first] }, of('step')] });
    await drain();
    const { counts, finishedAt } = await engine.tasks.getGroup(id);
    assert.deepEqual([counts.completed, counts.cancelled], [1, 1]);
    assert.ok(finishedAt);
  });

  test('is all or nothing, and says what is wrong', async () => {
    const { total } = await engine.tasks.getStats();
    const create = engine.tasks.createGroup;
    await assert.rejects(create({ tasks: [] }), { code: 'STASK_USAGE' });
    await assert.rejects(create({ tasks: [of('step'), of('nothing')] }), { code: 'STASK_ACTION_NOT_FOUND' });
    await assert.rejects(create({ tasks: [of('step')], onComplete: of('nothing') }), {
      code: 'STASK_ACTION_NOT_FOUND',
    });
    await assert.rejects(create({ tasks: [of('step')], title: 'x'.repeat(256) }), { code: 'STASK_USAGE' });
    const twins = [
      { ...of('step'), uniqueKey: 'k' },
      { ...of('step'), uniqueKey: 'k' },
    ];
    await assert.rejects(create({ tasks: twins }), { code: 'STASK_TASK_STATE', message: /unique key "k"/ });
    assert.equal((await engine.tasks.getStats()).total, total);
    await assert.rejects(engine.tasks.getGroup(999_999), { code: 'STASK_GROUP_NOT_FOUND' });
    await assert.rejects(engine.tasks.getGroup('x'), { code: 'STASK_USAGE' });
  });
});
