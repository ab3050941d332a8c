import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createExecutor } from '#src/tasks/executor.js';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

let returns: Array<(value: string) => void> = [];
const Waiting = workerOf('waiting', { act: () => new Promise<string>((resolve) => returns.push(resolve)) });

forEachDatabase('a process that has one task twice, by an old lease and by its own', (given) => {
  let engine: Engine;
  before(async () => {
    returns = [];
    engine = await engineOn(given.database, [Waiting]);
  });
  after(async () => engine?.close());

  for (const order of ['the old one first', 'the new one first'] as const)
    test(`stores the end of the new one alone when both end at once, ${order}`, async () => {
      returns = [];
      const results: unknown[] = [];
      const refusals: string[] = [];
      const onEnd = ({ result }: { result: unknown }): void => void results.push(result);
      const onRefused = ({ reason }: { reason: string }): void => void refusals.push(reason);
      engine.events.on('task.completed', onEnd).on('task.refused', onRefused);
      const executor = createExecutor(
        {
          store: engine.store,
          instanceOf: async () => new Waiting(),
          checkOptions: (_schema, value) => ({ value, problems: [] }),
          storagePath: engine.storagePath,
          events: engine.events,
          random: () => 0,
        },
        { runner: 'twice', leaseMs: 60_000, heartbeatMs: 60_000 },
      );
      const { id } = await engine.tasks.create({ identifier: 'waiting', action: 'act' });
      const runs = [];
      for (const count of [1, 2]) {
        runs.push(executor.execute((await engine.store.claimOne(id, 'twice', 60_000))!));
        while (returns.length < count) await new Promise(setImmediate);
        if (count === 1) await given.database.execute('UPDATE s_tasks SET status = 10 WHERE id = ?', [id]); // rescued
      }
      const ends = [() => returns[0]!('old'), () => returns[1]!('new')];
      for (const end of order === 'the old one first' ? ends : ends.toReversed()) end();
      assert.deepEqual(await Promise.all(runs), ['lost', 'completed']);
      executor.close();
      engine.events.off('task.completed', onEnd).off('task.refused', onRefused);
      const task = await engine.tasks.get(id);
      assert.deepEqual([task.statusText, task.result, task.attempts], ['completed', 'new', 2]);
      assert.deepEqual(results, ['new']);
      assert.deepEqual(refusals, ['the task was cancelled, rescued or deleted']);
    });
});
