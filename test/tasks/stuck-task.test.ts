import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const worker = workerOf('deaf', { never: () => new Promise(() => undefined) });

forEachDatabase('a handler that ignores its signal', (given) => {
  let engine: Engine;
  before(async () => {
    engine = await engineOn(given.database, [worker]);
  });
  after(async () => {
    await engine?.close();
  });

  test('is reported as stuck with the time since it was asked, and its task handed back', async () => {
    const runner = engine.tasks.work({ pollIntervalMs: 20 });
    const started = new Promise((resolve) => engine.events.once('task.started', resolve));
    const task = await engine.tasks.create({ identifier: 'deaf', action: 'never' });
    await started;
    const stuck = new Promise<{ id: number; askedMsAgo: number }>((resolve) =>
      engine.events.once('task.stuck', resolve),
    );
    await runner.stop({ timeoutMs: 10 });
    const { id, askedMsAgo } = await stuck;
    assert.equal(id, task.id);
    assert.ok(askedMsAgo >= 900, `${askedMsAgo} ms`);
    assert.equal((await engine.tasks.get(task.id)).statusText, 'pending');
  });
});
