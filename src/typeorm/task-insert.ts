import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { InsertedTask, NewTask } from '../store/new-task.js';
import type { Database, Sql } from './database.js';
import { isDuplicate } from './database-error.js';
import type { Dialect } from './dialect.js';
import { insertPlain, isOneStatement, isPlain } from './insert-plain.js';
import { insertValues } from './insert-text.js';
import { pair } from './inserted-row.js';
import { batchSource } from './task-batch.js';
import { insertLinked, isLinked } from './task-insert-linked.js';
import { NOTIFYING } from './task-notify.js';
import { marks, taskColumns, taskRow } from './task-columns.js';
import { chunksOf, CHUNK_ROWS, COLUMNS, linesOf, type Line } from './task-lines.js';

const COPIED = Object.keys(COLUMNS).filter((name) => name !== 'n' && name !== 'start_at');
const INTO = `INSERT INTO s_tasks (${COPIED.join(', ')}, start_at, available_at, status, message)`;

const MAX_ROUNDS = 10;

/**
 * Inserts all or none, in order; a task whose unique key is taken gives the task that has it.
 * @param notifier who tells others of a single task that is inserted, in the same statement; PostgreSQL only
 */
export async function insertTasks(
  database: Database,
  tasks: readonly NewTask[],
  hasReturning: boolean,
  notifier?: string,
): Promise<InsertedTask[]> {
  if (tasks.length === 0) return [];
  if (tasks.some(isLinked)) return withoutDuplicates(() => insertLinked(database, tasks, hasReturning));
  const lines = linesOf(database.dialect, tasks);
  if (database.dialect.name === 'mysql') return insertInChunks(database, tasks, lines, hasReturning);
  if (tellsIds(database) && lines.every(isPlain)) {
    if (isOneStatement(lines)) return insertPlain(database, tasks, lines);
    return database.transaction((sql) => insertPlain(sql, tasks, lines));
  }
  return insertAtOnce(database, tasks, lines, notifier);
}

/** sql.js, the other one that TypeORM has for SQLite, gives no id of a new row unless it is asked for. */
const tellsIds = ({ dataSource }: Database): boolean => dataSource.options.type === 'better-sqlite3';

/** The same inside a transaction; on MySQL the whole of it is to be repeated after a duplicate. */
export async function insertWithin(
  sql: Sql,
  tasks: readonly NewTask[],
  hasReturning: boolean,
): Promise<InsertedTask[]> {
  if (tasks.length === 0) return [];
  const lines = linesOf(sql.dialect, tasks);
  if (sql.dialect.name !== 'mysql') return insertAtOnce(sql, tasks, lines);
  const results = new Map<number, InsertedTask>();
  await insertLocked(sql, tasks, lines, results, hasReturning);
  return lines.map(({ n }) => results.get(n)!);
}

/** SQLite and PostgreSQL: one statement whatever the number, so it is atomic by itself. */
async function insertAtOnce(database: Sql, tasks: readonly NewTask[], lines: readonly Line[], notifier?: string) {
  const results = new Map<number, InsertedTask>();
  let left: readonly Line[] = lines;
  for (let round = 0; left.length > 0; round++) {
    if (round === MAX_ROUNDS) throw new Error(`The unique keys of ${left.length} tasks changed hands all the time.`);
    const { sql, parameters } =
      left.length === 1 ? insertOne(database.dialect, left, notifier) : insertBatch(database.dialect, left);
    const created = await database.query(sql, parameters);
    pair(tasks, left, created, results);
    left = await fromExisting(database, left, results);
  }
  return lines.map(({ n }) => results.get(n)!);
}

const ON_CONFLICT = 'ON CONFLICT (unique_lock) WHERE unique_lock IS NOT NULL DO NOTHING';

function insertOne(dialect: Dialect, lines: readonly Line[], notifier?: string) {
  const { sql, parameters } = insertValues(dialect, lines);
  const orNothing = lines[0]!.unique_lock === null ? '' : ` ${ON_CONFLICT}`;
  const returning = `${sql}${orNothing} RETURNING ${returned(dialect)}`;
  if (notifier === undefined) return { sql: returning, parameters };
  return { sql: `${returning}, ${NOTIFYING}`, parameters: [...parameters, notifier] };
}

/** One statement of one size of text whatever the number of tasks: they travel as one JSON parameter. */
function insertBatch(dialect: Dialect, lines: readonly Line[]): { sql: string; parameters: unknown[] } {
  const { now } = dialect;
  const start = dialect.name === 'postgres' ? 'CAST(b.start_at AS timestamptz)' : 'b.start_at';
  const values = [
    ...COPIED.map((name) => `b.${name}`),
    start,
    `COALESCE(${start}, ${now})`,
    `CASE WHEN ${start} > ${now} THEN ${TASK_STATUS.planned} ELSE ${TASK_STATUS.queued} END`,
    "''",
  ].join(', ');
  const rows = `SELECT ${values} FROM ${batchSource(dialect, COLUMNS)} WHERE true ORDER BY b.n`;
  return {
    sql: `${INTO} ${rows} ${ON_CONFLICT} RETURNING ${returned(dialect)}`,
    parameters: [JSON.stringify(lines, withoutNull)],
  };
}

const withoutNull = (_key: string, value: unknown): unknown => (value === null ? undefined : value);

const returned = (dialect: Dialect): string =>
  [
    'id',
    'status',
    'unique_lock',
    `${dialect.readTime('available_at')} AS available_at`,
    `${dialect.readTime('created_at')} AS created_at`,
  ].join(', ');

/** The tasks that hold the unique keys of what was not inserted; returns the lines whose holder has ended meanwhile. */
async function fromExisting(
  sql: Sql,
  lines: readonly Line[],
  results: Map<number, InsertedTask>,
): Promise<readonly Line[]> {
  const missing = lines.filter(({ n }) => !results.has(n));
  if (missing.length === 0) return [];
  const holders = await holdersOf(sql, missing);
  for (const { n, unique_lock } of missing) {
    const row = holders.get(unique_lock!);
    if (row !== undefined) results.set(n, { row, created: false });
  }
  return missing.filter(({ n }) => !results.has(n));
}

async function holdersOf(sql: Sql, lines: readonly Line[]): Promise<Map<string, TaskRow>> {
  const holders = new Map<string, TaskRow>();
  const locks = [...new Set(lines.flatMap(({ unique_lock }) => unique_lock ?? []))];
  for (let from = 0; from < locks.length; from += CHUNK_ROWS) {
    const some = locks.slice(from, from + CHUNK_ROWS);
    const select = `SELECT ${taskColumns(sql.dialect)}, unique_lock FROM s_tasks WHERE unique_lock IN (${marks(some)})`;
    for (const record of await sql.query(select, some)) holders.set(String(record['unique_lock']), taskRow(record));
  }
  return holders;
}

/** MySQL and MariaDB: multi-row statements in one transaction, again from the start when a unique key is taken meanwhile. */
async function insertInChunks(
  database: Database,
  tasks: readonly NewTask[],
  lines: readonly Line[],
  hasReturning: boolean,
): Promise<InsertedTask[]> {
  const single = lines.length === 1 && hasReturning;
  return withoutDuplicates(async (round) => {
    const results = new Map<number, InsertedTask>();
    if (single && round === 1) await insertChunk(database, tasks, lines, results, true);
    else await database.transaction((sql) => insertLocked(sql, tasks, lines, results, hasReturning));
    return lines.map(({ n }) => results.get(n)!);
  });
}

/** Runs a transaction again whose unique key was taken meanwhile: it then finds the task that has it. */
export async function withoutDuplicates<T>(work: (round: number) => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await work(round);
    } catch (error) {
      if (!isDuplicate(error) || round === MAX_ROUNDS) throw error;
    }
  }
}

async function insertLocked(
  sql: Sql,
  tasks: readonly NewTask[],
  lines: readonly Line[],
  results: Map<number, InsertedTask>,
  hasReturning: boolean,
): Promise<void> {
  results.clear();
  const holders = await holdersOf(sql, lines);
  const first = new Set<string>();
  const fresh = lines.filter(({ unique_lock }) => {
    if (unique_lock === null) return true;
    if (holders.has(unique_lock) || first.has(unique_lock)) return false;
    first.add(unique_lock);
    return true;
  });
  for (const chunk of chunksOf(fresh)) await insertChunk(sql, tasks, chunk, results, hasReturning);
  for (const { n, unique_lock } of lines) {
    if (results.has(n)) continue;
    const existing = holders.get(unique_lock!) ?? ownTwin(lines, results, unique_lock!);
    results.set(n, { row: existing, created: false });
  }
}

const ownTwin = (lines: readonly Line[], results: ReadonlyMap<number, InsertedTask>, lock: string): TaskRow =>
  results.get(lines.find(({ unique_lock }) => unique_lock === lock)!.n)!.row;

async function insertChunk(
  sql: Sql,
  tasks: readonly NewTask[],
  lines: readonly Line[],
  results: Map<number, InsertedTask>,
  hasReturning: boolean,
): Promise<void> {
  const { sql: insert, parameters } = insertValues(sql.dialect, lines);
  if (hasReturning) {
    const created = await sql.query(`${insert} RETURNING ${returned(sql.dialect)}`, parameters);
    return pair(tasks, lines, created, results);
  }
  // A multi-row INSERT of a known number of rows gets consecutive ids, beginning with the one that is told.
  const { insertId = 0 } = await sql.execute(insert, parameters);
  const select = `SELECT ${returned(sql.dialect)} FROM s_tasks WHERE id >= ? ORDER BY id LIMIT ${lines.length}`;
  pair(tasks, lines, await sql.query(select, [insertId]), results);
}
