import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { createTaskStore } from '#src/typeorm/task-store.js';
import type { Database } from '#src/typeorm/database.js';
import { forEachDatabase } from '../helpers/databases.js';

forEachDatabase('a table full of finished and queued tasks', (given) => {
  before(async () => {
    const { database } = given;
    await database.execute(`INSERT INTO s_workers (identifier, active) VALUES ('mail', TRUE)`);
    const numbers = 'WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 900)';
    const columns = 'identifier, action, status, finished_at, message';
    const rows = `'mail', 'send', CASE WHEN n % 9 = 0 THEN 10 ELSE 80 END, ${database.dialect.now}, ''`;
    const insert =
      database.dialect.name === 'mysql'
        ? `INSERT INTO s_tasks (${columns}) ${numbers} SELECT ${rows} FROM n`
        : `${numbers} INSERT INTO s_tasks (${columns}) SELECT ${rows} FROM n`;
    await database.execute(insert);
  });

  test('claims and looks at the queue walk the queued tasks in order and touch no others', async () => {
    const plans = await plansOf(given.database, async (watched) => {
      const store = createTaskStore(watched);
      await store.glance({ identifiers: ['mail'] });
      await store.claim({ runner: 'r', limit: 5, leaseMs: 1_000, identifiers: ['mail'] });
      await store.promoteDue();
      await store.expired(5);
    });
    assert.ok(plans.length >= 4);
    for (const plan of plans) assert.doesNotMatch(plan, /s_tasks_status|TEMP B-TREE|SCAN s_tasks(?! USING)/, plan);
  });
});

/** The plans of what `work` sends; only SQLite's do not depend on figures that a fresh table lacks. */
async function plansOf(database: Database, work: (watched: Database) => Promise<void>): Promise<string[]> {
  const sent: Array<readonly [string, readonly unknown[]]> = [];
  const watched: Database = {
    ...database,
    query(sql, parameters = []) {
      sent.push([sql, parameters]);
      return database.query(sql, parameters);
    },
    execute(sql, parameters = []) {
      sent.push([sql, parameters]);
      return database.execute(sql, parameters);
    },
  };
  await work(watched);
  if (database.dialect.name !== 'sqlite') return ['claimed', 'looked', 'promoted', 'rescued'];
  const plans: string[] = [];
  for (const [sql, parameters] of sent) {
    const rows = await database.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    plans.push([sql, ...rows.map(({ detail }) => detail)].join('\n'));
  }
  return plans;
}
