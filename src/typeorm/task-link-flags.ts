import { LINK } from '../store/task-links.js';
import type { Database } from './database.js';
import type { Dialect } from './dialect.js';
import { marks } from './task-columns.js';

/** Links from which something follows when the task ends. */
const FOLLOWERS = LINK.dependents | LINK.group | LINK.webhook;

export const hasFollowers = (links: unknown): boolean => (Number(links) & FOLLOWERS) !== 0;

/**
 * For the SET of an update on MySQL: leaves `links` as it is and makes the answer's insert id tell whether any updated
 * row has some. The other databases tell by RETURNING.
 */
export function linksColumn(dialect: Dialect): Readonly<Record<string, string>> {
  if (dialect.name !== 'mysql') return {};
  return { links: 'CASE WHEN s_tasks.links > 0 THEN LAST_INSERT_ID(s_tasks.links) ELSE 0 END' };
}

/** Runs a batch update and tells which of its rows have links, without a statement more when none has. */
export async function updateTellingLinks(
  database: Database,
  update: string,
  parameters: readonly [batch: string, ...others: unknown[]],
): Promise<{ affected: number; linked: ReadonlySet<number> }> {
  const { name } = database.dialect;
  if (name === 'mysql') {
    const { affected, insertId = 0 } = await database.execute(update, parameters);
    return { affected, linked: insertId > 0 ? await linkedAmong(database, parameters[0]) : new Set() };
  }
  const returning = `${update} RETURNING s_tasks.id AS id, s_tasks.links AS links`;
  if (name === 'sqlite') {
    const rows = await database.query(returning, parameters);
    const linked = rows.filter((row) => hasFollowers(row['links'])).map((row) => Number(row['id']));
    return { affected: rows.length, linked: new Set(linked) };
  }
  const [row] = await database.query(
    `WITH done AS (${returning}) SELECT COUNT(*) AS affected, string_agg(CAST(id AS text), ',') FILTER (WHERE (links & ${FOLLOWERS}) > 0) AS linked FROM done`,
    parameters,
  );
  const ids = typeof row?.['linked'] === 'string' ? row['linked'].split(',').map(Number) : [];
  return { affected: Number(row?.['affected'] ?? 0), linked: new Set(ids) };
}

async function linkedAmong(database: Database, parameter: string): Promise<Set<number>> {
  const ids = (JSON.parse(parameter) as ReadonlyArray<{ id: number }>).map(({ id }) => id);
  const rows = await database.query(
    `SELECT id FROM s_tasks WHERE id IN (${marks(ids)}) AND (links & ${FOLLOWERS}) > 0`,
    ids,
  );
  return new Set(rows.map((row) => Number(row['id'])));
}
