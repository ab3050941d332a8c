import type { Sql } from './database.js';
import { uniqueLock } from './unique-lock.js';

/** Gives the tasks of a worker its other identifier; the locks of unique keys are made of it, so they follow. */
export async function renameTasks(sql: Sql, from: string, to: string): Promise<void> {
  const locked = await sql.query<{ id: unknown; action: string; unique_key: string }>(
    'SELECT id, action, unique_key FROM s_tasks WHERE identifier = ? AND unique_lock IS NOT NULL',
    [from],
  );
  await sql.execute('UPDATE s_tasks SET identifier = ? WHERE identifier = ?', [to, from]);
  for (const { id, action, unique_key: key } of locked) {
    await sql.execute('UPDATE s_tasks SET unique_lock = ? WHERE id = ?', [uniqueLock(to, action, key), id]);
  }
}
