import { TASK_STATUS, type TaskStatus, type TerminalStatus } from '../store/task-row.js';

/** The words users see. */
export const STATUS_TEXTS = ['pending', 'preparing', 'running', 'completed', 'failed', 'cancelled'] as const;

export type StatusText = (typeof STATUS_TEXTS)[number];

const TEXTS: Readonly<Record<TaskStatus, StatusText>> = {
  5: 'pending',
  7: 'pending',
  10: 'pending',
  30: 'preparing',
  50: 'running',
  80: 'completed',
  100: 'failed',
  110: 'cancelled',
};

/** The word for a status code: 10 `pending`, 30 `preparing`, 50 `running`, 80 `completed`, 100 `failed`, 110 `cancelled`. */
export function statusText(code: number): StatusText {
  const text = TEXTS[code as TaskStatus];
  if (text === undefined) throw new RangeError(`No task status ${code}; known: ${Object.keys(TEXTS).join(', ')}`);
  return text;
}

/**
 * What may follow each state. A write to a state that is not listed is refused by its WHERE clause; the table is what
 * those clauses are tested against.
 */
export const TRANSITIONS: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  // planned: due, cancelled
  5: [10, 30, 110],
  // waiting for other tasks: they are done, cancelled, one of them failed
  7: [5, 10, 110],
  // queued: claimed, cancelled
  10: [30, 110],
  // preparing: started, handed back or rescued, cancelled, cannot be loaded
  30: [50, 10, 5, 100, 110],
  // running: each outcome, a retry, a hand-back
  50: [80, 100, 110, 5, 10],
  // finished is final
  80: [],
  // failed and cancelled: `retry`, and waiting again for what is retried
  100: [7, 10],
  110: [7, 10],
};

export const canMove = (from: TaskStatus, to: TaskStatus): boolean => TRANSITIONS[from].includes(to);

export const PENDING: readonly TaskStatus[] = [TASK_STATUS.planned, TASK_STATUS.waiting, TASK_STATUS.queued];
export const HELD: readonly TaskStatus[] = [TASK_STATUS.preparing, TASK_STATUS.running];
export const TERMINAL: readonly TerminalStatus[] = [TASK_STATUS.finished, TASK_STATUS.failed, TASK_STATUS.cancelled];

export const isPending = (status: TaskStatus): boolean => PENDING.includes(status);
export const isHeld = (status: TaskStatus): boolean => HELD.includes(status);
export const isTerminal = (status: TaskStatus): status is TerminalStatus =>
  (TERMINAL as readonly TaskStatus[]).includes(status);
export const canRetry = (status: TaskStatus): boolean =>
  status === TASK_STATUS.failed || status === TASK_STATUS.cancelled;

/** The code users see: planned and waiting tasks are queued to them. */
export const publicStatus = (status: TaskStatus): TaskStatus => (isPending(status) ? TASK_STATUS.queued : status);
