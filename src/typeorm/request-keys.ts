import type { Sql } from './database.js';
import { isDuplicate } from './database-error.js';

/** Whose request it is: ours to do, or one that somebody else does or did. */
export type RequestKey =
  { readonly ours: true } | { readonly ours: false; readonly bodyHash: string; readonly answer: string | null };

/** Takes a key for whoever comes first, in all processes that use this database. */
export async function takeRequestKey(sql: Sql, keyHash: string, bodyHash: string): Promise<RequestKey> {
  try {
    await sql.execute('INSERT INTO s_request_keys (key_hash, body_hash) VALUES (?, ?)', [keyHash, bodyHash]);
    return { ours: true };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  const [row] = await sql.query('SELECT body_hash, answer FROM s_request_keys WHERE key_hash = ?', [keyHash]);
  if (row === undefined) return takeRequestKey(sql, keyHash, bodyHash); // given back between the two statements
  return { ours: false, bodyHash: String(row['body_hash']), answer: textOf(row['answer']) };
}

/** Takes over a key whose request has had no answer for this long, as its process has died. */
export async function takeOverRequestKey(sql: Sql, keyHash: string, silentMs: number): Promise<boolean> {
  const { now, nowPlusMs } = sql.dialect;
  const { affected } = await sql.execute(
    `UPDATE s_request_keys SET created_at = ${now} WHERE key_hash = ? AND answer IS NULL AND created_at < ${nowPlusMs('?')}`,
    [keyHash, -silentMs],
  );
  return affected > 0;
}

export async function answerRequestKey(sql: Sql, keyHash: string, answer: string): Promise<void> {
  await sql.execute('UPDATE s_request_keys SET answer = ? WHERE key_hash = ?', [answer, keyHash]);
}

/** The request failed: it may be tried again. */
export async function dropRequestKey(sql: Sql, keyHash: string): Promise<void> {
  await sql.execute('DELETE FROM s_request_keys WHERE key_hash = ?', [keyHash]);
}

export async function forgetRequestKeys(sql: Sql, olderThanMs: number): Promise<void> {
  await sql.execute(`DELETE FROM s_request_keys WHERE created_at < ${sql.dialect.nowPlusMs('?')}`, [-olderThanMs]);
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
