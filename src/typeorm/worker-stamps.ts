import type { Sql } from './database.js';

/** A text for each worker that changes whenever its row does. */
export async function workerStamps(sql: Sql): Promise<Map<string, string>> {
  const rows = await sql.query(`SELECT identifier, ${sql.dialect.readTime('updated_at')} AS changed_at FROM s_workers`);
  return new Map(rows.map((row) => [String(row['identifier']), String(row['changed_at'])]));
}
