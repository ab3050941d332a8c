import { TASK_STATUS } from '../store/task-row.js';
import type { QueueFigures, TaskCounts } from '../store/task-figures.js';
import type { Database } from './database.js';

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

const tasksWhere = (where: string): string => `(SELECT COUNT(*) FROM s_tasks WHERE ${where})`;

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
