import type { TaskStatus } from '../store/task-row.js';
import type { Sql } from './database.js';
import { parseTime } from './dialect.js';

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

/** Figures of one worker, from its newest tasks. */
export async function workerActivity(sql: Sql, identifier: string): Promise<WorkerActivity> {
  const { readTime, timeParameter } = sql.dialect;
  const rows = await sql.query(
    `SELECT id, status, ${readTime('finished_at')} AS finished_at, ${readTime('started_at')} AS started_at
     FROM s_tasks WHERE identifier = ? ORDER BY id DESC LIMIT ${SAMPLE}`,
    [identifier],
  );
  const since = timeParameter(new Date(Date.now() - WEEK_MS)).slice(0, 23);
  const ended = rows.filter((row) => typeof row['finished_at'] === 'string' && row['finished_at'] >= since);
  const failed = ended.filter((row) => Number(row['status']) === 100).length;
  const completed = ended.filter((row) => Number(row['status']) === 80).length;
  const last = rows.find((row) => row['started_at'] !== null);
  const [next] = await sql.query(
    `SELECT ${readTime('available_at')} AS next_at FROM s_tasks WHERE status = 5 AND identifier = ? AND attempts = 0 ORDER BY available_at LIMIT 1`,
    [identifier],
  );
  return {
    lastRun: last === undefined ? null : lastRun(last),
    failureRate: failed + completed === 0 ? null : failed / (failed + completed),
    nextRunAt: parseTime(next?.['next_at']),
  };
}

function lastRun(row: Readonly<Record<string, unknown>>): WorkerActivity['lastRun'] {
  const at = parseTime(row['finished_at']) ?? parseTime(row['started_at']) ?? new Date(0);
  return { taskId: Number(row['id']), status: Number(row['status']) as TaskStatus, at };
}
