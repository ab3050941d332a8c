import { TASK_STATUS } from '../store/task-row.js';
import type { Sql } from './database.js';
import type { Dialect } from './dialect.js';
import { andAll, indexedFilters, oneOf, otherConditions } from './task-conditions.js';
import type { IndexedFilter, TaskSearch } from './task-conditions.js';
import { lightColumns, lightTask, type LightTask } from './task-rows-light.js';

/** Rows that one statement reads in any case without keeping others waiting. */
const FEW = 3_000;
/** An index of more values than these is no shorter than the table. */
export const MAX_VALUES = 24;
/** Entries of indexes are smaller than rows. */
const ENTRIES = 64_000;
/** What was read often is in memory, what lies behind it on a disk that may be slow; on SQLite the process waits for it. */
const rowsAtOnce = ({ name }: Dialect): number => (name === 'sqlite' ? 4_000 : 8_000);

type IndexName = 'PRIMARY' | 's_tasks_group' | 's_tasks_status' | 's_tasks_identifier';

export const INDEXES = {
  group_id: 's_tasks_group',
  status: 's_tasks_status',
  identifier: 's_tasks_identifier',
} as const satisfies Record<IndexedFilter['column'], IndexName>;

/** How the matches of a search are read. */
export interface TaskSource {
  /** The newest matches, at most `most`, with ids from `begin` to below `end`. */
  read(begin: number, end: number, most: number): Promise<LightTask[]>;
  /** An index leads to so few rows that they are read at once. */
  readonly isSmall: boolean;
  readonly largestWindow: number;
}

/** The shortest way to the matches: an index that leads to few rows, else ranges of ids along the best index. */
export async function taskSource(sql: Sql, search: TaskSearch): Promise<TaskSource> {
  const filters = indexedFilters(search);
  const small = await fewBy(sql, filters);
  const isSmall = small !== undefined;
  if (sql.dialect.name === 'mysql' && filters.length > 1 && combinations(filters).length <= MAX_VALUES)
    return { isSmall, largestWindow: ENTRIES, read: readThroughIndexes(sql, search, filters) };
  const index = small === undefined ? windowIndex(search) : INDEXES[small.column];
  return { isSmall, largestWindow: rowsAtOnce(sql.dialect), read: readAlong(sql, search, index, isSmall) };
}

/** `s_tasks` in a FROM clause, read along this index; PostgreSQL chooses well by itself. */
export function tasksAlong({ name }: Dialect, index: IndexName): string {
  if (name === 'mysql') return `s_tasks FORCE INDEX (${index})`;
  if (name === 'sqlite') return index === 'PRIMARY' ? 's_tasks NOT INDEXED' : `s_tasks INDEXED BY ${index}`;
  return 's_tasks';
}

/** The filter that leads to few rows, as its index tells. */
async function fewBy(sql: Sql, filters: readonly IndexedFilter[]): Promise<IndexedFilter | undefined> {
  if (filters.length === 0) return undefined;
  const counts = filters.map(({ column, values }) => {
    const rows = `SELECT 1 AS one FROM ${tasksAlong(sql.dialect, INDEXES[column])} WHERE ${oneOf(column, values).sql} LIMIT ${FEW + 1}`;
    return `(SELECT COUNT(*) FROM (${rows}) AS by_${column}) AS ${column}`;
  });
  const [row] = await sql.query(
    `SELECT ${counts.join(', ')}`,
    filters.flatMap(({ values }) => values),
  );
  return filters.find(({ column }) => Number(row?.[column]) <= FEW);
}

function readAlong(sql: Sql, search: TaskSearch, index: IndexName, isSmall: boolean): TaskSource['read'] {
  const { dialect } = sql;
  const { sql: where, parameters } = andAll([
    ...indexedFilters(search).map(({ column, values }) => oneOf(column, values)),
    ...otherConditions(dialect, search),
  ]);
  // PostgreSQL would rather walk down the ids than sort few rows
  const order = isSmall && dialect.name === 'postgres' ? 'id + 0' : 'id';
  return async (begin, end, most) => {
    const rows = await sql.query(
      `SELECT ${lightColumns(dialect)} FROM ${tasksAlong(dialect, index)} WHERE id >= ? AND id < ?${where}
       ORDER BY ${order} DESC LIMIT ${most}`,
      [begin, end, ...parameters],
    );
    return rows.map(lightTask);
  };
}

/** Ids that several indexes have in common, found in these alone: the rows of a big table are on disk. */
function readThroughIndexes(sql: Sql, search: TaskSearch, filters: readonly IndexedFilter[]): TaskSource['read'] {
  const { dialect } = sql;
  const others = andAll(otherConditions(dialect, search));
  const tables = filters.map(({ column }, n) => `s_tasks i${n} FORCE INDEX (${INDEXES[column]})`);
  const same = filters.slice(1).map((_filter, n) => ` AND i${n + 1}.id = i0.id`);
  const wanted = filters.map(({ column }, n) => `i${n}.${column} = ?`);
  const ids = `SELECT i0.id AS hit_id FROM ${tables.join(' JOIN ')} WHERE i0.id >= ? AND i0.id < ?${same.join('')} AND ${wanted.join(' AND ')}`;
  const sets = combinations(filters);
  const from = `(${sets.map(() => ids).join(' UNION ALL ')}) AS hits STRAIGHT_JOIN s_tasks ON s_tasks.id = hits.hit_id`;
  return async (begin, end, most) => {
    const rows = await sql.query(
      `SELECT ${lightColumns(dialect)} FROM ${from} WHERE 1 = 1${others.sql} ORDER BY id DESC LIMIT ${most}`,
      [...sets.flatMap((values) => [begin, end, ...values]), ...others.parameters],
    );
    return rows.map(lightTask);
  };
}

/** One value of each filter, in every combination. */
const combinations = (filters: readonly IndexedFilter[]): unknown[][] =>
  filters.reduce<unknown[][]>(
    (sets, { values }) => sets.flatMap((set) => values.map((value) => [...set, value])),
    [[]],
  );

/** Most tasks are completed: their index would not be shorter than the table. */
function windowIndex({ statuses, identifiers, groupId }: TaskSearch): IndexName {
  if (groupId !== undefined) return INDEXES.group_id;
  if (statuses !== undefined && !statuses.includes(TASK_STATUS.finished)) return INDEXES.status;
  return identifiers !== undefined && identifiers.length <= MAX_VALUES ? INDEXES.identifier : 'PRIMARY';
}
