import { TASK_STATUS, type TaskStatus } from '../store/task-row.js';
import type { Sql } from './database.js';
import { parseTime } from './dialect.js';
import { marks, writeUser } from './task-columns.js';
import { lightColumns, lightTask, type LightTask } from './task-rows-light.js';

/** Filters of a newest-first list; all that are given must hold. */
export interface TaskSearch {
  readonly statuses?: readonly TaskStatus[];
  readonly identifiers?: readonly string[];
  readonly action?: string;
  readonly priorities?: readonly number[];
  readonly startedBy?: string | number;
  readonly groupId?: number;
  /** Created at or after, and before. */
  readonly since?: Date;
  readonly until?: Date;
  /** Part of the identifier, the action or the message, whatever its case. */
  readonly text?: string;
  /** Only ids below: the cursor. */
  readonly beforeId?: number;
}

export interface TaskSearchResult {
  readonly tasks: LightTask[];
  /** The cursor for what follows; undefined when everything was looked at. */
  readonly nextBeforeId: number | undefined;
  /** False when looking ended by the time limit before the page was full. */
  readonly full: boolean;
}

/** Ids that are looked at by one statement where no index leads to the matches. */
const FIRST_WINDOW = 2_000;
const WINDOW_GROWTH = 2;
/** What was read often is in memory, what lies behind it on disk: no statement may read much of that at once. */
const LARGEST_WINDOW = 16_000;
/** A list ordered by a few index ranges is one statement as long as these are few. */
const MAX_RANGES = 24;
/** Rows of a slow transaction get their time before their neighbours by id do. */
const CLOCK_SLACK_MS = 60_000;

/**
 * The newest matching tasks. States and workers have an index each, so a filter of either is one statement. Whatever
 * else is asked looks through windows of ids from the newest down, growing while they are quick, until the page is full
 * or `budgetMs` is used up: an answer always comes soon, and the cursor goes on from there.
 */
export async function searchTasks(
  sql: Sql,
  search: TaskSearch,
  { limit, budgetMs }: { readonly limit: number; readonly budgetMs: number },
): Promise<TaskSearchResult> {
  const startedAt = performance.now();
  const bounds = await idBounds(sql, search);
  if (bounds === undefined || search.statuses?.length === 0 || search.identifiers?.length === 0) return NOTHING;
  const ranges = indexRanges(search);
  if (ranges !== undefined) {
    const tasks = await newestOfRanges(sql, ranges, bounds.high, limit + 1);
    const page = tasks.slice(0, limit);
    return { tasks: page, nextBeforeId: tasks.length > limit ? page.at(-1)?.id : undefined, full: true };
  }
  return throughWindows(sql, search, bounds, limit, budgetMs - (performance.now() - startedAt));
}

const NOTHING: TaskSearchResult = { tasks: [], nextBeforeId: undefined, full: true };

interface Bounds {
  /** First id that may match. */
  readonly low: number;
  /** First id behind those that may match. */
  readonly high: number;
}

async function throughWindows(
  sql: Sql,
  search: TaskSearch,
  { low, high }: Bounds,
  limit: number,
  budgetMs: number,
): Promise<TaskSearchResult> {
  const { where, parameters } = conditionsOf(sql, search);
  const table = tasksAlong(sql, windowIndex(search));
  const startedAt = performance.now();
  const tasks: LightTask[] = [];
  let size = search.groupId === undefined ? FIRST_WINDOW : high - low; // a group has an index of its own
  let end = high;
  while (end > low) {
    const begin = Math.max(low, end - size);
    const windowAt = performance.now();
    const rows = await sql.query(
      `SELECT ${lightColumns(sql.dialect)} FROM ${table} WHERE id >= ? AND id < ?${where} ORDER BY id DESC LIMIT ${limit + 1 - tasks.length}`,
      [begin, end, ...parameters],
    );
    tasks.push(...rows.map(lightTask));
    if (tasks.length > limit) {
      const page = tasks.slice(0, limit);
      return { tasks: page, nextBeforeId: page.at(-1)?.id, full: true };
    }
    end = begin;
    const leftMs = budgetMs - (performance.now() - startedAt);
    const tookMs = performance.now() - windowAt;
    if (leftMs < tookMs && end > low) return { tasks, nextBeforeId: end, full: false };
    if (tookMs * WINDOW_GROWTH * 2 < leftMs) size = Math.min(size * WINDOW_GROWTH, LARGEST_WINDOW);
  }
  return { tasks, nextBeforeId: undefined, full: true };
}

/** The single conditions whose union is the search, when each is an index range ordered by id. */
function indexRanges(search: TaskSearch): ReadonlyArray<readonly [string, unknown]> | undefined {
  const { statuses, identifiers, action, priorities, startedBy, groupId, since, until, text } = search;
  if ([action, priorities, startedBy, groupId, since, until, text].some((filter) => filter !== undefined))
    return undefined;
  if (statuses !== undefined && identifiers !== undefined) return undefined;
  const ranges = [
    ...(statuses ?? []).map((status) => ['status', status] as const),
    ...(identifiers ?? []).map((identifier) => ['identifier', identifier] as const),
  ];
  return ranges.length <= MAX_RANGES ? ranges : undefined;
}

async function newestOfRanges(
  sql: Sql,
  ranges: ReadonlyArray<readonly [string, unknown]>,
  high: number,
  limit: number,
): Promise<LightTask[]> {
  const newest = (condition: string, index: string): string =>
    `SELECT ${lightColumns(sql.dialect)} FROM ${tasksAlong(sql, index)} WHERE ${condition}id < ? ORDER BY id DESC LIMIT ${limit}`;
  if (ranges.length === 0) return (await sql.query(newest('', 'PRIMARY'), [high])).map(lightTask);
  const parts = ranges.map(
    ([column], index) => `SELECT * FROM (${newest(`${column} = ? AND `, `s_tasks_${column}`)}) AS r${index}`,
  );
  const rows = await sql.query(
    parts.join(' UNION ALL '),
    ranges.flatMap(([, value]) => [value, high]),
  );
  return rows
    .map(lightTask)
    .toSorted((a, b) => b.id - a.id)
    .slice(0, limit);
}

/** `s_tasks` read along an index, which MySQL and MariaDB would often pass over for a worse one; others choose well. */
const tasksAlong = ({ dialect }: Sql, index: string): string =>
  dialect.name === 'mysql' ? `s_tasks FORCE INDEX (${index})` : 's_tasks';

/** Most tasks are completed: their index would not be shorter than the table. */
function windowIndex({ statuses, identifiers, groupId }: TaskSearch): string {
  if (groupId !== undefined) return 's_tasks_group';
  if (statuses !== undefined && !statuses.includes(TASK_STATUS.finished)) return 's_tasks_status';
  return identifiers !== undefined && identifiers.length <= MAX_RANGES ? 's_tasks_identifier' : 'PRIMARY';
}

function conditionsOf(sql: Sql, search: TaskSearch): { where: string; parameters: unknown[] } {
  const { dialect } = sql;
  const parts: Array<[string, unknown[]]> = [];
  const { statuses, identifiers, action, priorities, startedBy, groupId, since, until, text } = search;
  if (statuses !== undefined) parts.push([`status IN (${marks(statuses)})`, [...statuses]]);
  if (identifiers !== undefined) parts.push([`identifier IN (${marks(identifiers)})`, [...identifiers]]);
  if (action !== undefined) parts.push(['action = ?', [action]]);
  if (priorities !== undefined) parts.push([`priority IN (${marks(priorities)})`, [...priorities]]);
  if (startedBy !== undefined) parts.push(['started_by = ?', [writeUser(startedBy)]]);
  if (groupId !== undefined) parts.push(['group_id = ?', [groupId]]);
  if (since !== undefined) parts.push(['created_at >= ?', [dialect.timeParameter(since)]]);
  if (until !== undefined) parts.push(['created_at < ?', [dialect.timeParameter(until)]]);
  if (text !== undefined) {
    const pattern = `%${text.toLowerCase().replaceAll(/[|%_]/g, '|$&')}%`;
    const like = ['identifier', 'action', 'message'].map((column) => `LOWER(${column}) LIKE ? ESCAPE '|'`);
    parts.push([`(${like.join(' OR ')})`, [pattern, pattern, pattern]]);
  }
  return {
    where: parts.map(([part]) => ` AND ${part}`).join(''),
    parameters: parts.flatMap(([, values]) => values),
  };
}

async function idBounds(sql: Sql, { beforeId, since, until }: TaskSearch): Promise<Bounds | undefined> {
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
