import { randomUUID } from 'node:crypto';

import { TASK_STATUS } from '../store/task-row.js';
import { PHP_PACKAGE } from '../store/worker-store.js';
import type { ColumnFacts } from './column-facts.js';
import type { Sql } from './database.js';
import type { Table } from './tables.js';

type Existing = readonly ColumnFacts[];

/** Turns what the PHP package wrote into what our columns mean; the columns still have their old types. */
export async function adoptValues(sql: Sql, { name }: Table, existing: Existing): Promise<void> {
  if (name === 's_workers') await adoptWorkers(sql, existing);
  if (name === 's_tasks' && typeOf(existing, 'priority')?.match(/char|text/)) await adoptTasks(sql, existing);
}

async function adoptWorkers(sql: Sql, existing: Existing): Promise<void> {
  const nameless = await sql.query<{ id: unknown }>('SELECT id FROM s_workers WHERE uuid IS NULL');
  for (const { id } of nameless) await sql.execute('UPDATE s_workers SET uuid = ? WHERE id = ?', [randomUUID(), id]);
  if (/int/.test(typeOf(existing, 'hidden') ?? ''))
    await sql.execute('UPDATE s_workers SET hidden = 1 WHERE hidden > 1'); // 2 is "from all but administrators"
  await sql.execute(
    `UPDATE s_workers SET package_name = ?, health = 'missing', missing_since = ${sql.dialect.now}, health_detail = ?,
     title = CASE WHEN title = '' THEN identifier ELSE title END
     WHERE package_name = '' AND REPLACE(class, ?, '') <> class`,
    [PHP_PACKAGE, 'Its class is PHP. Install an npm package with a worker of this identifier: it takes the row.', '\\'],
  );
}

/** `20` is what workers of the guide write when they begin; other codes are unknown to both sides. */
const KNOWN_CODES = Object.values(TASK_STATUS).join(', ');
const HELD = `${TASK_STATUS.preparing}, ${TASK_STATUS.running}`;

/**
 * Every code keeps its meaning. What was running has lost its process with the end of PHP: its lease ends now, so the
 * first runner treats it as it treats the tasks of any dead runner.
 */
async function adoptTasks(sql: Sql, existing: Existing): Promise<void> {
  const { now } = sql.dialect;
  const startAt = utc(sql, existing, 'start_at');
  await sql.execute(
    "UPDATE s_tasks SET priority = CASE WHEN priority IN ('high', '1') THEN '1' WHEN priority IN ('low', '3') THEN '3' ELSE '2' END",
  );
  await sql.execute(
    `UPDATE s_tasks SET status = CASE WHEN status = 20 THEN ${TASK_STATUS.running} ELSE ${TASK_STATUS.failed} END
     WHERE status NOT IN (${KNOWN_CODES})`,
  );
  await sql.execute("UPDATE s_tasks SET meta = '{}' WHERE meta IS NULL OR meta = '[]'");
  await sql.execute(
    `UPDATE s_tasks SET available_at = COALESCE(${utc(sql, existing, 'created_at')}, ${now}),
     started_at = CASE WHEN status >= ${TASK_STATUS.running} THEN ${startAt} ELSE NULL END,
     lease_until = CASE WHEN status IN (${HELD}) THEN ${now} ELSE NULL END`,
  );
  await sql.execute(
    `UPDATE s_tasks SET status = ${TASK_STATUS.planned}, available_at = ${startAt}
     WHERE status = ${TASK_STATUS.queued} AND ${startAt} > ${now}`,
  );
}

/** A column's time as our time columns take it; times without a zone are UTC. */
function utc({ dialect }: Sql, existing: Existing, column: string): string {
  if (dialect.name === 'sqlite') return `strftime('%Y-%m-%d %H:%M:%f', ${column})`;
  return typeOf(existing, column) === 'timestamp without time zone' ? `(${column} AT TIME ZONE 'UTC')` : column;
}

const typeOf = (existing: Existing, column: string): string | undefined =>
  existing.find(({ name }) => name === column)?.type;
