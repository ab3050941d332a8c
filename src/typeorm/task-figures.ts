import { TASK_STATUS } from '../store/task-row.js';
import type { ActionFigures, QueueFigures, TaskCounts } from '../store/task-figures.js';
import type { Database } from './database.js';
import { tasksBy } from './dialect.js';

/** Milliseconds after which a task that was asked to stop and still runs counts as stuck. */
const STUCK_MS = 30_000;

export async function taskCounts(database: Database): Promise<TaskCounts> {
  const rows = await database.query('SELECT status, COUNT(*) AS tasks FROM s_tasks GROUP BY status');
  const of = (...codes: readonly number[]): number =>
    rows.reduce((sum, row) => (codes.includes(Number(row['status'])) ? sum + Number(row['tasks']) : sum), 0);
  return {
    pending: of(TASK_STATUS.planned, TASK_STATUS.waiting, TASK_STATUS.queued),
    running: of(TASK_STATUS.preparing, TASK_STATUS.running),
    completed: of(TASK_STATUS.finished),
    failed: of(TASK_STATUS.failed),
    cancelled: of(TASK_STATUS.cancelled),
    total: rows.reduce((sum, row) => sum + Number(row['tasks']), 0),
  };
}

const countOf = (status: number): string => `SUM(CASE WHEN status = ${status} THEN 1 ELSE 0 END)`;
const tasksWhere = (where: string): string => `(SELECT COUNT(*) FROM s_tasks WHERE ${where})`;

/** Figures per action of what ended in the last `hours`. */
export async function actionFigures(database: Database, hours: number, identifier?: string): Promise<ActionFigures[]> {
  const { dialect } = database;
  const ran = `started_at IS NOT NULL AND status <> ${TASK_STATUS.cancelled}`;
  const took = `CASE WHEN ${ran} THEN ${dialect.msBetween('started_at', 'finished_at')} END`;
  const waited = `CASE WHEN ${ran} AND started_at >= available_at THEN ${dialect.msBetween('available_at', 'started_at')} END`;
  const rows = await database.query(
    `SELECT identifier, action, ${countOf(TASK_STATUS.finished)} AS completed, ${countOf(TASK_STATUS.failed)} AS failed,
      ${countOf(TASK_STATUS.cancelled)} AS cancelled, SUM(CASE WHEN attempts > 1 THEN attempts - 1 ELSE 0 END) AS retries,
      AVG(${took}) AS average_ms, MAX(${took}) AS max_ms, AVG(${waited}) AS average_wait_ms
     FROM ${tasksBy(dialect, 's_tasks_finished')}
     WHERE status IN (${TASK_STATUS.finished}, ${TASK_STATUS.failed}, ${TASK_STATUS.cancelled})
       AND finished_at >= ${dialect.nowPlusMs('?')}${identifier === undefined ? '' : ' AND identifier = ?'}
     GROUP BY identifier, action ORDER BY identifier, action`,
    [-hours * 3_600_000, ...(identifier === undefined ? [] : [identifier])],
  );
  return rows.map((row) => ({
    identifier: String(row['identifier']),
    action: String(row['action']),
    completed: Number(row['completed']),
    failed: Number(row['failed']),
    cancelled: Number(row['cancelled']),
    retries: Number(row['retries']),
    averageMs: numberOrNull(row['average_ms']),
    maxMs: numberOrNull(row['max_ms']),
    averageWaitMs: numberOrNull(row['average_wait_ms']),
  }));
}

/** How the queue stands at this moment. */
export async function queueFigures(database: Database): Promise<QueueFigures> {
  const { dialect } = database;
  const held = `status IN (${TASK_STATUS.preparing}, ${TASK_STATUS.running})`;
  const oldest = `(SELECT MIN(available_at) FROM s_tasks WHERE status = ${TASK_STATUS.queued})`;
  const [row = {}] = await database.query(
    `SELECT ${tasksWhere(`status = ${TASK_STATUS.queued}`)} AS pending, ${tasksWhere(`status = ${TASK_STATUS.planned}`)} AS planned,
      ${tasksWhere(held)} AS running, ${tasksWhere(`${held} AND lease_until < ${dialect.now}`)} AS expired,
      ${tasksWhere(`${held} AND cancel_requested_at < ${dialect.nowPlusMs(`-${STUCK_MS}`)}`)} AS stuck,
      ${dialect.msBetween(oldest, dialect.now)} AS oldest_ms`,
  );
  return {
    pending: Number(row['pending']),
    planned: Number(row['planned']),
    running: Number(row['running']),
    oldestPendingMs: numberOrNull(row['oldest_ms']),
    expired: Number(row['expired']),
    stuck: Number(row['stuck']),
  };
}

const numberOrNull = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
