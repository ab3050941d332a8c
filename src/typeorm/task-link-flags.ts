import { LINK } from '../store/task-links.js';
import type { Database } from './database.js';
import type { Dialect } from './dialect.js';
import { batchSource, idsParameter } from './task-batch.js';

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

/** Runs a batch update of these tasks and tells which of them have links. */
export async function updateTellingLinks(
  database: Database,
  update: string,
  parameters: readonly unknown[],
  tasks: ReadonlyArray<{ readonly id: number }>,
): Promise<{ affected: number; linked: ReadonlySet<number> }> {
  switch (database.dialect.name) {
    case 'mysql': {
      const { affected, insertId = 0 } = await database.execute(update, parameters);
      return { affected, linked: insertId > 0 ? await linkedAmong(database, tasks) : new Set() };
    }
    case 'sqlite': {
      // A link made between the two statements is one to a task that has ended: nothing follows from it any more.
      const { affected } = await database.execute(update, parameters);
      return { affected, linked: await linkedAmong(database, tasks) };
    }
    default:
      return updateReturningLinks(database, update, parameters);
  }
}

async function updateReturningLinks(
  database: Database,
  update: string,
  parameters: readonly unknown[],
): Promise<{ affected: number; linked: ReadonlySet<number> }> {
  const returning = `${update} RETURNING s_tasks.id AS id, s_tasks.links AS links`;
  const [row] = await database.query(
    `WITH done AS (${returning}) SELECT COUNT(*) AS affected, string_agg(CAST(id AS text), ',') FILTER (WHERE (links & ${FOLLOWERS}) > 0) AS linked FROM done`,
    parameters,
  );
  const ids = typeof row?.['linked'] === 'string' ? row['linked'].split(',').map(Number) : [];
  return { affected: Number(row?.['affected'] ?? 0), linked: new Set(ids) };
}

async function linkedAmong(
  database: Database,
  tasks: ReadonlyArray<{ readonly id: number }>,
): Promise<ReadonlySet<number>> {
  const source = batchSource(database.dialect, { id: 'integer' });
  const rows = await database.query(
    `SELECT s_tasks.id AS id FROM ${source} CROSS JOIN s_tasks ON s_tasks.id = b.id WHERE (s_tasks.links & ${FOLLOWERS}) > 0`,
    [idsParameter(tasks)],
  );
  return new Set(rows.map((row) => Number(row['id'])));
}
