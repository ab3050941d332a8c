import type { TaskStatus } from '../store/task-row.js';
import type { Sql } from './database.js';
import { parseTime, type Dialect } from './dialect.js';
import { marks, readUser } from './task-columns.js';

/** One task without its data, result and error, for lists. */
export interface LightTask {
  readonly id: number;
  readonly identifier: string;
  readonly action: string;
  readonly status: TaskStatus;
  /** At most 200 characters. */
  readonly message: string;
  readonly startedBy: string | number | null;
  readonly priority: number;
  readonly progress: number;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly startAt: Date | null;
  readonly availableAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
}

const TIMES = [
  'start_at',
  'available_at',
  'started_at',
  'finished_at',
  'created_at',
  'updated_at',
  'cancel_requested_at',
] as const;

/** What a SELECT reads for {@link lightTask}. */
export const lightColumns = (dialect: Dialect): string =>
  [
    'id, identifier, action, status, SUBSTR(message, 1, 200) AS message, started_by, priority, progress, attempts',
    'max_attempts',
    ...TIMES.map((column) => `${dialect.readTime(column)} AS ${column}`),
  ].join(', ');

export function lightTask(record: Readonly<Record<string, unknown>>): LightTask {
  return {
    id: Number(record['id']),
    identifier: String(record['identifier']),
    action: String(record['action']),
    status: Number(record['status']) as TaskStatus,
    message: typeof record['message'] === 'string' ? record['message'] : '',
    startedBy: readUser(record['started_by']),
    priority: Number(record['priority']),
    progress: Number(record['progress']),
    attempts: Number(record['attempts']),
    maxAttempts: Number(record['max_attempts']),
    createdAt: parseTime(record['created_at']) ?? new Date(0),
    updatedAt: parseTime(record['updated_at']) ?? new Date(0),
    startAt: parseTime(record['start_at']),
    availableAt: parseTime(record['available_at']),
    startedAt: parseTime(record['started_at']),
    finishedAt: parseTime(record['finished_at']),
    cancelRequestedAt: parseTime(record['cancel_requested_at']),
  };
}

export async function lightTasksByIds(sql: Sql, ids: readonly number[]): Promise<LightTask[]> {
  if (ids.length === 0) return [];
  const rows = await sql.query(
    `SELECT ${lightColumns(sql.dialect)} FROM s_tasks WHERE id IN (${marks(ids)}) ORDER BY id DESC`,
    ids,
  );
  return rows.map(lightTask);
}
