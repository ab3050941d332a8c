import type { Sql } from './database.js';

/** Which of these ids of uploads the data of an unfinished task has in it. */
export async function uploadsInUse(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  const used = new Set<string>();
  const text = sql.dialect.name === 'mysql' ? 'CAST(meta AS CHAR)' : 'CAST(meta AS TEXT)';
  for (const id of ids) {
    const rows = await sql.query(`SELECT id FROM s_tasks WHERE status < 80 AND ${text} LIKE ? LIMIT 1`, [`%${id}%`]);
    if (rows.length > 0) used.add(id);
  }
  return used;
}
