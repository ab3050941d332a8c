import type { NotedAttempt } from '../store/task-attempt.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';

/** One counted run of a task's handler. */
export interface TaskAttempt {
  /** 1 for the first. */
  readonly n: number;
  /** `lost`: its runner died or went silent. */
  readonly outcome: 'running' | 'completed' | 'failed' | 'cancelled' | 'lost';
  /** At most 500 characters. */
  readonly message: string | null;
  /** Name of the error. */
  readonly error: string | null;
  readonly runner: string | null;
  readonly startedAt: Date | null;
  /** Null while it runs. */
  readonly endedAt: Date | null;
}

/** Every counted attempt that is known, oldest first: those noted, and the one that the row tells of. */
export function attemptsOf(task: TaskRow, noted: readonly NotedAttempt[]): TaskAttempt[] {
  const isNoted = task.attempts <= (noted.at(-1)?.n ?? 0);
  const last = isNoted ? undefined : lastAttempt(task);
  return last === undefined ? [...noted] : [...noted, last];
}

const OUTCOMES: Partial<Record<TaskRow['status'], TaskAttempt['outcome']>> = {
  [TASK_STATUS.running]: 'running',
  [TASK_STATUS.finished]: 'completed',
  [TASK_STATUS.failed]: 'failed',
  [TASK_STATUS.cancelled]: 'cancelled',
};

function lastAttempt(task: TaskRow): TaskAttempt | undefined {
  const outcome = OUTCOMES[task.status];
  if (outcome === undefined || task.startedAt === null) return undefined;
  const name = task.error?.['name'];
  return {
    n: task.attempts,
    outcome,
    message: task.message === '' ? null : task.message.slice(0, 500),
    error: outcome === 'failed' && typeof name === 'string' ? name : null,
    runner: task.claimedBy,
    startedAt: task.startedAt,
    endedAt: task.finishedAt,
  };
}
