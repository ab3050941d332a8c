import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

forEachDatabase('many tasks inserted at once', (given) => {
  let engine: Engine;
  before(async () => {
    engine = await engineOn(given.database, [workerOf('many', { one: () => undefined, two: () => undefined })]);
  });
  after(async () => {
    await engine?.close();
  });

  test('come back in order, each with the id and the values of its own row', async () => {
    const requests = Array.from({ length: 568 }, (_, n) => ({
      identifier: 'many',
      action: n % 3 === 0 ? 'two' : 'one',
      data: { n, text: `"${n}' ?` },
      ...(n % 5 === 0 && { userId: n, timeoutMs: 1_000 + n, backoff: n }),
    }));
    const tasks = await engine.tasks.createMany(requests);
    assert.equal(new Set(tasks.map(({ id }) => id)).size, requests.length);
    for (const [n, task] of tasks.entries()) {
      if (n % 37 !== 0 && n < 560) continue;
      const stored = await engine.tasks.get(task.id);
      assert.deepEqual(stored.toJSON(), task.toJSON());
      assert.deepEqual(stored.data, requests[n]!.data);
      assert.equal(stored.userId, n % 5 === 0 ? n : null);
      assert.equal(stored.row.timeoutMs, n % 5 === 0 ? 1_000 + n : null);
      assert.equal(stored.action, n % 3 === 0 ? 'two' : 'one');
    }
  });

  test('come back as they are stored when created one by one too', async () => {
    const startAt = new Date(Date.now() + 3_600_000);
    for (const fields of [
      {},
      { userId: 7 },
      { startAt },
      { uniqueKey: 'one' },
      { backoff: 5, timeoutMs: 9, maxAttempts: 1 },
    ]) {
      const earliest = Date.now() - 60_000;
      const task = await engine.tasks.create({ identifier: 'many', action: 'one', data: { text: `"' ?` }, ...fields });
      const stored = await engine.tasks.get(task.id);
      assert.deepEqual(stored.toJSON(), task.toJSON());
      assert.equal(
        stored.row.availableAt.getTime(),
        'startAt' in fields ? startAt.getTime() : task.row.availableAt.getTime(),
      );
      assert.ok(stored.createdAt.getTime() > earliest && stored.updatedAt.getTime() > earliest);
    }
  });

  test('may be planned and have unique keys, among others that have not', async () => {
    const startAt = new Date(Date.now() + 3_600_000);
    const [plain, planned, keyed, twin] = await engine.tasks.createMany([
      { identifier: 'many', action: 'one' },
      { identifier: 'many', action: 'one', startAt },
      { identifier: 'many', action: 'one', uniqueKey: 'k' },
      { identifier: 'many', action: 'one', uniqueKey: 'k' },
    ]);
    assert.equal(plain!.row.status, 10);
    assert.equal(planned!.row.status, 5);
    assert.equal(planned!.startAt?.getTime(), startAt.getTime());
    assert.equal(twin!.id, keyed!.id);
  });

  test('are known to the planner at once, so that a claim walks its index instead of sorting them all', async (t) => {
    if (given.database.dialect.name !== 'postgres')
      return t.skip('only PostgreSQL plans by statistics of its own time');
    const some = Array.from({ length: 10_000 }, () => ({ identifier: 'many', action: 'one' }));
    for (let round = 0; round < 4; round++) await engine.tasks.createMany(some);
    const plan = await given.database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM s_tasks WHERE status = 10 AND identifier = ANY(ARRAY(SELECT identifier FROM s_workers WHERE
       active = TRUE AND identifier IN ('many'))) ORDER BY priority, id LIMIT 50 FOR UPDATE SKIP LOCKED`,
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    assert.match(text, /Index Scan using s_tasks_claim/);
    assert.doesNotMatch(text, /Sort/);
  });
});
