import type { TaskStatus } from '../store/task-row.js';
import type { Sql } from './database.js';
import { parseTime } from './dialect.js';
import { marks } from './task-columns.js';

/** What a worker did lately and does next. */
export interface WorkerActivity {
  readonly lastRun: { readonly taskId: number; readonly status: TaskStatus; readonly at: Date } | null;
  /** Share of failed among completed and failed runs of the last 7 days; null without any. */
  readonly failureRate: number | null;
  readonly nextRunAt: Date | null;
}

const WEEK_MS = 7 * 24 * 3_600_000;
/** A busy worker's newest tasks are enough for a share. */
const SAMPLE = 200;
/** Planned tasks that are looked through for the next run of each worker, the earliest first. */
const PLANNED = 5_000;
/** Workers of one statement. */
const AT_ONCE = 40;

/** Figures of these workers, from the newest tasks of each. */
export async function workerActivities(
  sql: Sql,
  identifiers: readonly string[],
): Promise<ReadonlyMap<string, WorkerActivity>> {
  const next = await nextRuns(sql, identifiers);
  const found = new Map<string, WorkerActivity>();
  for (let start = 0; start < identifiers.length; start += AT_ONCE) {
    const some = identifiers.slice(start, start + AT_ONCE);
    const samples = await samplesOf(sql, some);
    const last = await lastRuns(
      sql,
      samples.flatMap(({ lastId }) => (lastId === null ? [] : [lastId])),
    );
    for (const { identifier, failed, completed, lastId } of samples)
      found.set(identifier, {
        lastRun: (lastId === null ? undefined : last.get(lastId)) ?? null,
        failureRate: failed + completed === 0 ? null : failed / (failed + completed),
        nextRunAt: next.get(identifier) ?? null,
      });
  }
  return found;
}

interface Sample {
  readonly identifier: string;
  readonly failed: number;
  readonly completed: number;
  /** The newest task that was started. */
  readonly lastId: number | null;
}

const amount = (status: number): string => `SUM(CASE WHEN status = ${status} AND finished_at >= ? THEN 1 ELSE 0 END)`;

async function samplesOf(sql: Sql, identifiers: readonly string[]): Promise<Sample[]> {
  const since = sql.dialect.timeParameter(new Date(Date.now() - WEEK_MS));
  const newest = identifiers.map(
    (_identifier, index) =>
      `SELECT ${index} AS n, ${amount(100)} AS failed, ${amount(80)} AS completed,
        MAX(CASE WHEN started_at IS NOT NULL THEN id END) AS last_id
       FROM (SELECT id, status, started_at, finished_at FROM s_tasks WHERE identifier = ? ORDER BY id DESC LIMIT ${SAMPLE}) AS w${index}`,
  );
  const rows = await sql.query(
    newest.join(' UNION ALL '),
    identifiers.flatMap((identifier) => [since, since, identifier]),
  );
  return rows.map((row) => ({
    identifier: identifiers[Number(row['n'])] ?? '',
    failed: Number(row['failed']),
    completed: Number(row['completed']),
    lastId: row['last_id'] === null ? null : Number(row['last_id']),
  }));
}

async function lastRuns(
  sql: Sql,
  ids: readonly number[],
): Promise<ReadonlyMap<number, NonNullable<WorkerActivity['lastRun']>>> {
  if (ids.length === 0) return new Map();
  const at = sql.dialect.readTime('COALESCE(finished_at, started_at)');
  const rows = await sql.query(`SELECT id, status, ${at} AS ran_at FROM s_tasks WHERE id IN (${marks(ids)})`, ids);
  return new Map(
    rows.map((row) => {
      const taskId = Number(row['id']);
      return [
        taskId,
        { taskId, status: Number(row['status']) as TaskStatus, at: parseTime(row['ran_at']) ?? new Date(0) },
      ];
    }),
  );
}

/** The earliest planned task of each worker; of the workers without one among the earliest, each is looked for. */
async function nextRuns(sql: Sql, identifiers: readonly string[]): Promise<ReadonlyMap<string, Date | null>> {
  const { readTime } = sql.dialect;
  const planned = 's_tasks WHERE status = 5 AND attempts = 0';
  const rows = await sql.query(
    `SELECT identifier, ${readTime('MIN(available_at)')} AS next_at, COUNT(*) AS amount
     FROM (SELECT identifier, available_at FROM ${planned} ORDER BY available_at LIMIT ${PLANNED}) AS p GROUP BY identifier`,
  );
  const found = new Map(rows.map((row) => [String(row['identifier']), parseTime(row['next_at'])]));
  if (rows.reduce((sum, row) => sum + Number(row['amount']), 0) < PLANNED) return found;
  for (const identifier of identifiers.filter((one) => !found.has(one))) {
    const [row] = await sql.query(
      `SELECT ${readTime('MIN(available_at)')} AS next_at FROM ${planned} AND identifier = ?`,
      [identifier],
    );
    found.set(identifier, parseTime(row?.['next_at']));
  }
  return found;
}
