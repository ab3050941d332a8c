import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createExecutor } from '#src/tasks/executor.js';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

let calls = 0;
const Sleepy = workerOf('sleepy', { act: () => ++calls });

forEachDatabase('a runner whose lease ran out before it called the handler', (given) => {
  let engine: Engine;
  before(async () => {
    calls = 0;
    engine = await engineOn(given.database, [Sleepy]);
  });
  after(async () => engine?.close());

  /** With a lease of no length: as if the process had been stopped between the write of the start and the call. */
  const overslept = (store = engine.store) =>
    createExecutor(
      {
        store,
        instanceOf: async () => new Sleepy(),
        checkOptions: (_schema, value) => ({ value, problems: [] }),
        storagePath: engine.storagePath,
        events: engine.events,
        random: () => 0,
      },
      { runner: 'overslept', leaseMs: 0, heartbeatMs: 60_000 },
    );

  test('does not call it, and gives the task back uncounted', async () => {
    const { id } = await engine.tasks.create({ identifier: 'sleepy', action: 'act' });
    const row = await engine.store.claimOne(id, 'overslept', 60_000);
    const executor = overslept();
    assert.equal(await executor.execute(row!), 'handed-back');
    executor.close();
    const { statusText, attempts, message } = await engine.tasks.get(id);
    assert.deepEqual([calls, statusText, attempts], [0, 'pending', 0]);
    assert.match(message, /lease had run out/);
  });

  test('changes nothing when another runner has the task by then', async () => {
    const { id } = await engine.tasks.create({ identifier: 'sleepy', action: 'act' });
    const row = await engine.store.claimOne(id, 'overslept', 60_000);
    const executor = overslept({
      ...engine.store,
      async start(leases, leaseMs) {
        const started = await engine.store.start(leases, leaseMs);
        await given.database.execute('UPDATE s_tasks SET status = 10 WHERE id = ?', [id]); // rescued
        await engine.store.claimOne(id, 'other', 60_000);
        return started;
      },
    });
    assert.equal(await executor.execute(row!), 'lost');
    executor.close();
    const { status, claimedBy, fence } = (await engine.store.find(id))!;
    assert.deepEqual([calls, status, claimedBy, fence], [0, 30, 'other', row!.fence + 1]);
  });
});
