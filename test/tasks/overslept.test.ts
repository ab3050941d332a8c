import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { StaskError, type TaskInterface } from 'stask';
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
  const overslept = (store = engine.store, instanceOf = async (): Promise<TaskInterface> => new Sleepy()) =>
    createExecutor(
      {
        store,
        instanceOf,
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
      async start(runner, leases, leaseMs) {
        const started = await engine.store.start(runner, leases, leaseMs);
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

  test('tells that it was too late when the answer to its start came after another had taken the task back', async () => {
    const { id } = await engine.tasks.create({ identifier: 'sleepy', action: 'act' });
    const row = await engine.store.claimOne(id, 'overslept', 60_000);
    const told: unknown[] = [];
    engine.events.once('task.refused', (facts) => told.push(facts.id, facts.reason));
    const executor = overslept({
      ...engine.store,
      async start(runner, leases, leaseMs) {
        await engine.store.start(runner, leases, leaseMs); // written, but the answer was lost
        await given.database.execute('UPDATE s_tasks SET status = 10 WHERE id = ?', [id]); // rescued
        await engine.store.claimOne(id, 'other', 60_000);
        return engine.store.start(runner, leases, leaseMs);
      },
    });
    assert.equal(await executor.execute(row!), 'lost');
    executor.close();
    assert.deepEqual([calls, ...told], [0, id, 'it was taken back before it started']);
    const { status, claimedBy } = (await engine.store.find(id))!;
    assert.deepEqual([status, claimedBy], [30, 'other']);
  });

  test('uses no attempt when the database is away before the call', async () => {
    const { id } = await engine.tasks.create({ identifier: 'sleepy', action: 'act', maxAttempts: 1 });
    const row = await engine.store.claimOne(id, 'overslept', 60_000);
    const executor = overslept(engine.store, async () => {
      throw new StaskError('STASK_DATABASE_UNAVAILABLE', 'The database is away.');
    });
    assert.equal(await executor.execute(row!), 'handed-back');
    executor.close();
    const { statusText, attempts, message } = await engine.tasks.get(id);
    assert.deepEqual([calls, statusText, attempts], [0, 'pending', 0]);
    assert.match(message, /database was away/);
  });
});
