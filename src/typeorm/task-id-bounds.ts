import type { Sql } from './database.js';
import { parseTime } from './dialect.js';
import type { TaskSearch } from './task-conditions.js';

export interface Bounds {
  /** First id that may match. */
  readonly low: number;
  /** First id behind those that may match. */
  readonly high: number;
}

/** Rows of a slow transaction get their time before their neighbours by id do. */
const CLOCK_SLACK_MS = 60_000;

/** Between which ids the matches of a search are; undefined for an empty table. */
export async function idBounds(sql: Sql, { beforeId, since, until }: TaskSearch): Promise<Bounds | undefined> {
  const [row] = await sql.query<{ lo: unknown; hi: unknown }>(
    'SELECT (SELECT MIN(id) FROM s_tasks) AS lo, (SELECT MAX(id) FROM s_tasks) AS hi',
  );
  if (row === undefined || row.lo === null) return undefined;
  const all = { low: Number(row.lo), high: Number(row.hi) + 1 };
  const low = since === undefined ? all.low : await firstIdFrom(sql, slack(since, -1), all);
  const high = until === undefined ? all.high : await firstIdFrom(sql, slack(until, 1), all);
  return { low, high: Math.min(high, beforeId ?? high) };
}

const slack = (time: Date, way: 1 | -1): Date => new Date(time.getTime() + way * CLOCK_SLACK_MS);

/** Ids rise with the time of creation: the first id created at or after a moment, found by halving. */
async function firstIdFrom(sql: Sql, time: Date, { low, high }: Bounds): Promise<number> {
  const select = `SELECT id, ${sql.dialect.readTime('created_at')} AS created_at FROM s_tasks WHERE id >= ? ORDER BY id LIMIT 1`;
  let from = low;
  let to = high;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const [row] = await sql.query(select, [middle]);
    const createdAt = row === undefined ? undefined : parseTime(row['created_at']);
    if (createdAt === undefined || createdAt === null || createdAt >= time) to = middle;
    else from = Number(row?.['id']) + 1;
  }
  return from;
}
