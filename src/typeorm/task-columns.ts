import type { TaskFilter, TaskListing, TaskOrder } from '../store/task-listing.js';
import type { ClaimedTask, TaskRow, TaskStatus } from '../store/task-row.js';
import type { Backoff } from '../worker/action.js';
import type { JsonObject } from '../worker/task-interface.js';
import { parseTime, readJson, type Dialect } from './dialect.js';

type Fields = Readonly<Record<string, unknown>>;

const PLAIN = [
  'id',
  'identifier',
  'action',
  'status',
  'message',
  'started_by',
  'meta',
  'result',
  'error',
  'priority',
  'progress',
  'attempts',
  'max_attempts',
  'claimed_by',
  'fence',
  'unique_key',
  'backoff',
  'timeout_ms',
  'group_id',
  'links',
  'traceparent',
] as const;

const TIMES = [
  'start_at',
  'available_at',
  'started_at',
  'finished_at',
  'created_at',
  'updated_at',
  'lease_until',
  'cancel_requested_at',
] as const;

const COLUMNS = [...PLAIN, ...TIMES];

/**
 * What a SELECT or RETURNING reads of `s_tasks`, for {@link taskRow}. On SQLite it is one column of JSON: its driver
 * takes longer to hand over twenty values than to run the statement.
 */
export function taskColumns(dialect: Dialect, table = 's_tasks'): string {
  const plain = PLAIN.map((column) => `${table}.${column}`);
  const values = [...plain, ...TIMES.map((column) => dialect.readTime(`${table}.${column}`))];
  return listOf(dialect, values, COLUMNS);
}

function listOf(dialect: Dialect, values: readonly string[], names: readonly string[]): string {
  if (dialect.name === 'sqlite') return `json_array(${values.join(', ')}) AS task`;
  return values.map((value, index) => `${value} AS ${names[index]}`).join(', ');
}

/** The values of these columns, in their order. */
const valuesOf = (record: Fields, columns: readonly string[]): readonly unknown[] =>
  typeof record['task'] === 'string'
    ? (JSON.parse(record['task']) as unknown[])
    : columns.map((column) => record[column]);

function fieldsOf(record: Fields, columns: readonly string[]): Fields {
  if (typeof record['task'] !== 'string') return record;
  const values = valuesOf(record, columns);
  const fields: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index++) fields[columns[index]!] = values[index];
  return fields;
}

/** In the order in which {@link claimedTask} takes them. */
const CLAIMED = [
  'id',
  'identifier',
  'action',
  'status',
  'message',
  'started_by',
  'meta',
  'priority',
  'attempts',
  'max_attempts',
  'fence',
  'claimed_by',
  'backoff',
  'timeout_ms',
  'traceparent',
  'available_at',
] as const;

/** What a claim reads, for {@link claimedTask}. */
export const claimedColumns = (dialect: Dialect): string =>
  listOf(
    dialect,
    CLAIMED.map((column) => (column === 'available_at' ? dialect.readTime(`s_tasks.${column}`) : `s_tasks.${column}`)),
    CLAIMED,
  );

export function claimedTask(read: Fields): ClaimedTask {
  const [
    id,
    identifier,
    action,
    status,
    message,
    startedBy,
    meta,
    priority,
    attempts,
    maxAttempts,
    fence,
    claimedBy,
    backoff,
    timeoutMs,
    traceparent,
    availableAt,
  ] = valuesOf(read, CLAIMED);
  return {
    id: Number(id),
    identifier: String(identifier),
    action: String(action),
    status: Number(status) as TaskStatus,
    message: text(message) ?? '',
    startedBy: readUser(startedBy),
    data: (readJson(meta) ?? {}) as JsonObject,
    priority: Number(priority),
    attempts: Number(attempts),
    maxAttempts: Number(maxAttempts),
    fence: Number(fence),
    claimedBy: text(claimedBy),
    backoff: readJson(backoff) as Backoff | null,
    timeoutMs: integer(timeoutMs),
    traceparent: text(traceparent),
    availableAt: time(availableAt),
  };
}

/** The row as code sees it. */
export function taskRow(read: Fields): TaskRow {
  const record = fieldsOf(read, COLUMNS);
  return {
    id: Number(record['id']),
    identifier: String(record['identifier']),
    action: String(record['action']),
    status: Number(record['status']) as TaskStatus,
    message: text(record['message']) ?? '',
    startedBy: readUser(record['started_by']),
    data: (readJson(record['meta']) ?? {}) as JsonObject,
    result: readResult(record['result']),
    error: readJson(record['error']) as JsonObject | null,
    priority: Number(record['priority']),
    progress: Number(record['progress']),
    attempts: Number(record['attempts']),
    maxAttempts: Number(record['max_attempts']),
    startAt: parseTime(record['start_at']),
    availableAt: time(record['available_at']),
    startedAt: parseTime(record['started_at']),
    finishedAt: parseTime(record['finished_at']),
    createdAt: time(record['created_at']),
    updatedAt: time(record['updated_at']),
    claimedBy: text(record['claimed_by']),
    leaseUntil: parseTime(record['lease_until']),
    fence: Number(record['fence']),
    cancelRequestedAt: parseTime(record['cancel_requested_at']),
    uniqueKey: text(record['unique_key']),
    backoff: readJson(record['backoff']) as Backoff | null,
    timeoutMs: integer(record['timeout_ms']),
    groupId: integer(record['group_id']),
    links: Number(record['links']),
    traceparent: text(record['traceparent']),
  };
}

/** The PHP package stored some results, such as the path of a file, as bare text. */
function readResult(stored: unknown): unknown {
  const value = readJson(stored);
  return value === null && typeof stored === 'string' && stored !== 'null' ? stored : value;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const integer = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
const time = (value: unknown): Date => parseTime(value) ?? new Date(0);

/** `started_by` holds a number as its digits and a text as it is; a text that looks like a number or JSON is quoted. */
export function writeUser(user: string | number | null): string | null {
  if (user === null || typeof user === 'number') return user === null ? null : JSON.stringify(user);
  return /^[-\d"]/.test(user) ? JSON.stringify(user) : user;
}

export function readUser(stored: unknown): string | number | null {
  if (typeof stored !== 'string') return typeof stored === 'number' ? stored : null;
  if (!/^[-\d"]/.test(stored)) return stored;
  const value = readJson(stored);
  return typeof value === 'number' || typeof value === 'string' ? value : stored;
}

const ORDERS: Readonly<Record<TaskOrder, string>> = {
  id: 'id',
  createdAt: 'created_at',
  finishedAt: 'finished_at',
  startAt: 'start_at',
  priority: 'priority',
  updatedAt: 'updated_at',
  status: 'status',
};

/** WHERE of a filter with its parameters; always true without one. */
export function whereOf(dialect: Dialect, filter: TaskFilter): { sql: string; parameters: unknown[] } {
  const { statuses, identifier, action, priority, since, beforeId, afterId } = filter;
  const parts: Array<[string, unknown[]]> = [];
  if (statuses !== undefined)
    parts.push([statuses.length > 0 ? `status IN (${marks(statuses)})` : '1 = 0', [...statuses]]);
  if (identifier !== undefined) parts.push(['identifier = ?', [identifier]]);
  if (action !== undefined) parts.push(['action = ?', [action]]);
  if (priority !== undefined) parts.push(['priority = ?', [priority]]);
  if (since !== undefined) parts.push(['created_at >= ?', [dialect.timeParameter(since)]]);
  if (beforeId !== undefined) parts.push(['id < ?', [beforeId]]);
  if (afterId !== undefined) parts.push(['id > ?', [afterId]]);
  return {
    sql: parts.length === 0 ? '' : ` WHERE ${parts.map(([part]) => part).join(' AND ')}`,
    parameters: parts.flatMap(([, values]) => values),
  };
}

/** ORDER BY and LIMIT; newest first by default. */
export function orderOf({ orderBy = 'id', direction = 'desc', limit, offset = 0 }: TaskListing): string {
  const way = direction === 'asc' ? 'ASC' : 'DESC';
  const column = ORDERS[orderBy];
  const order = column === 'id' ? `id ${way}` : `${column} ${way}, id ${way}`;
  return ` ORDER BY ${order} LIMIT ${Math.trunc(limit)}${offset > 0 ? ` OFFSET ${Math.trunc(offset)}` : ''}`;
}

export const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
