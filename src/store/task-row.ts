import type { Backoff } from '../worker/action.js';
import type { JsonObject } from '../worker/task-interface.js';

/**
 * Status codes of `s_tasks.status`. 5 (planned, also waiting for a retry) and 7 (waiting for other tasks) are shown as
 * pending. `docs/state-machine.md` lists the transitions.
 */
export const TASK_STATUS = {
  planned: 5,
  waiting: 7,
  queued: 10,
  preparing: 30,
  running: 50,
  finished: 80,
  failed: 100,
  cancelled: 110,
} as const;

export type TaskStatus = (typeof TASK_STATUS)[keyof typeof TASK_STATUS];
export type TerminalStatus = 80 | 100 | 110;

/** One row of `s_tasks`. Times come from the database's clock. */
export interface TaskRow {
  readonly id: number;
  readonly identifier: string;
  readonly action: string;
  readonly status: TaskStatus;
  readonly message: string;
  readonly startedBy: string | number | null;
  readonly data: JsonObject;
  /** The stored result: `null` until there is one. */
  readonly result: unknown;
  /** The error of the last failed attempt. */
  readonly error: JsonObject | null;
  /** 1 high, 2 normal, 3 low. */
  readonly priority: number;
  /** 0 to 100. */
  readonly progress: number;
  /** Handler starts. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Planned start as asked for at creation; without one, when the first attempt started. */
  readonly startAt: Date | null;
  /** Not claimed before this moment. */
  readonly availableAt: Date;
  /** Start of the last attempt. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Runner that holds or last held the task. */
  readonly claimedBy: string | null;
  readonly leaseUntil: Date | null;
  /** Incremented by every claim; writes of an older claim are refused. */
  readonly fence: number;
  readonly cancelRequestedAt: Date | null;
  readonly uniqueKey: string | null;
  /** This task's own policy; null takes the action's. */
  readonly backoff: Backoff | null;
  readonly timeoutMs: number | null;
  readonly groupId: number | null;
  /** Bits of `LINK`: 0 when nothing follows from this task's end and it waits for none. */
  readonly links: number;
  /** W3C trace context of the call that created it. */
  readonly traceparent: string | null;
}

/** What a runner reads of the tasks it claims, for speed no more than it uses: no results and few times. */
export type ClaimedTask = Pick<
  TaskRow,
  | 'id'
  | 'identifier'
  | 'action'
  | 'status'
  | 'message'
  | 'startedBy'
  | 'data'
  | 'priority'
  | 'attempts'
  | 'maxAttempts'
  | 'fence'
  | 'claimedBy'
  | 'backoff'
  | 'timeoutMs'
  | 'availableAt'
  | 'traceparent'
>;
