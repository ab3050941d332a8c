import type { JsonObject } from '../worker/task-interface.js';
import type { Sql } from './database.js';
import { parseTime, readJson } from './dialect.js';

/** One change that somebody made; never holds a secret. */
export interface AuditEntry {
  readonly user: string | null;
  /** What was done, such as `task.cancel`. */
  readonly action: string;
  /** To what, such as `task:12`. */
  readonly target: string;
  readonly detail: JsonObject;
  /** From where: the client's address. */
  readonly origin: string;
}

export interface AuditRow extends AuditEntry {
  readonly id: number;
  readonly at: Date;
}

/** Writes to `s_audit`; nothing is ever changed there. */
export async function writeAudit(sql: Sql, { user, action, target, detail, origin }: AuditEntry): Promise<void> {
  await sql.execute('INSERT INTO s_audit (user_id, action, target, detail, origin) VALUES (?, ?, ?, ?, ?)', [
    user === null ? null : user.slice(0, 191),
    action.slice(0, 64),
    target.slice(0, 191),
    JSON.stringify(detail),
    origin.slice(0, 191),
  ]);
}

/** Newest first. */
export async function listAudit(
  sql: Sql,
  { limit, beforeId }: { readonly limit: number; readonly beforeId?: number },
): Promise<AuditRow[]> {
  const rows = await sql.query(
    `SELECT id, ${sql.dialect.readTime('at')} AS written_at, user_id, action, target, detail, origin FROM s_audit
     ${beforeId === undefined ? '' : 'WHERE id < ? '}ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
    beforeId === undefined ? [] : [beforeId],
  );
  return rows.map((row) => ({
    id: Number(row['id']),
    at: parseTime(row['written_at']) ?? new Date(0),
    user: typeof row['user_id'] === 'string' ? row['user_id'] : null,
    action: String(row['action']),
    target: String(row['target']),
    detail: (readJson(row['detail']) ?? {}) as JsonObject,
    origin: String(row['origin']),
  }));
}
