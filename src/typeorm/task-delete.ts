import type { Database } from './database.js';

/** Deletes one task that nobody holds; false when there is none or it is being run. */
export async function deleteIdleTask(database: Database, id: number): Promise<boolean> {
  const { affected } = await database.execute('DELETE FROM s_tasks WHERE id = ? AND status NOT IN (30, 50)', [id]);
  return affected > 0;
}
