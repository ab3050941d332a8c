import type { Backoff } from '../worker/action.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { TaskLinks } from './task-links.js';

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
}

/** A task to insert, checked and complete. */
export interface NewTask {
  readonly identifier: string;
  readonly action: string;
  readonly data: JsonObject;
  readonly priority: number;
  readonly startedBy: string | number | null;
  readonly startAt: Date | null;
  readonly maxAttempts: number;
  readonly uniqueKey: string | null;
  readonly backoff: Backoff | null;
  readonly timeoutMs: number | null;
  /** Ids of tasks that must be completed first, each once. */
  readonly after?: readonly number[];
  readonly groupId?: number;
  /** Told of the end. */
  readonly webhook?: { readonly url: string; readonly secret: string | null };
}

/** `created` is false when an unfinished task with the same unique key existed; `row` is that task. */
export interface InsertedTask {
  readonly row: TaskRow;
  readonly created: boolean;
}

export interface TaskFilter {
  readonly statuses?: readonly TaskStatus[];
  readonly identifier?: string;
  readonly action?: string;
  readonly priority?: number;
  /** Created at or after. */
  readonly since?: Date;
  /** Only ids below: the cursor for the next page of a newest-first list. */
  readonly beforeId?: number;
  /** Only ids above: the cursor for the next page of an oldest-first list. */
  readonly afterId?: number;
}

export const TASK_ORDERS = ['id', 'createdAt', 'finishedAt', 'startAt', 'priority', 'updatedAt', 'status'] as const;
export type TaskOrder = (typeof TASK_ORDERS)[number];

export interface TaskListing {
  readonly limit: number;
  readonly offset?: number;
  /** Default: newest id first. Ties are broken by id in the same direction. */
  readonly orderBy?: TaskOrder;
  readonly direction?: 'asc' | 'desc';
}

export interface ClaimRequest {
  readonly runner: string;
  /** Most tasks to claim, 1 or more. */
  readonly limit: number;
  readonly leaseMs: number;
  /** Only tasks of these workers, and of them only the active ones. */
  readonly identifiers: readonly string[];
  /** Pairs left out: they are limited in number and claimed on their own, or saturated for the moment. */
  readonly except?: readonly ActionPair[];
  /** Ageing: only tasks of this priority that wait longer than this. */
  readonly aged?: { readonly priority: number; readonly waitingMs: number };
}

export interface ActionPair {
  readonly identifier: string;
  readonly action: string;
}

/** A claim of one action or worker whose runs are limited in the whole cluster. */
export interface LimitedClaimRequest extends ActionPair {
  readonly runner: string;
  readonly limit: number;
  readonly leaseMs: number;
  /** Most runs of the action at once; absent when only the worker is limited. */
  readonly actionLimit?: number;
  /** Most runs of the worker at once; absent when only the action is limited. */
  readonly workerLimit?: number;
}

export interface LimitedClaim {
  readonly tasks: TaskRow[];
  /** All slots are taken: not worth asking again for a moment. */
  readonly saturated: boolean;
}

/** A claim of one task: what every later write of that run must still match. */
export interface Lease {
  readonly id: number;
  readonly fence: number;
}

/** A run whose end was written. */
export interface SettledLease extends Lease {
  /** Others wait for it, or it has a group or a webhook: something follows from its end. */
  readonly linked?: boolean;
}

/** How a run ends, or goes back to the queue. */
export interface Settlement extends Lease {
  readonly status: TerminalStatus | 10;
  readonly message: string;
  /** JSON text, or null to keep none. */
  readonly resultJson: string | null;
  /** JSON text, or null. */
  readonly errorJson: string | null;
  /** Percent for the row; null keeps what is there. */
  readonly progress: number | null;
  /** With status 10: wait this long first (stored as planned when above 0). */
  readonly delayMs: number;
  /** With status 10: take back the attempt that the start counted (`retryLater`, hand-back at shutdown). */
  readonly uncount: boolean;
}

/** What a heartbeat learns of a task that is still held. */
export interface RenewedLease extends Lease {
  readonly cancelRequested: boolean;
}

/** What there is to do at this moment; one cheap statement. */
export interface QueueGlance {
  /** Tasks are ready to be claimed. */
  readonly ready: boolean;
  /** Planned tasks are due. */
  readonly due: boolean;
  /** Leases have expired. */
  readonly expired: boolean;
  /** Changes whenever a worker row does (activated, limits, new); compare it with the last one. */
  readonly workersStamp: string;
}

export type TaskCounts = Record<'pending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'total', number>;

/** Figures of one worker and action over a period, from rows finished in it. */
export interface ActionFigures extends ActionPair {
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Attempts beyond the first of all of them. */
  readonly retries: number;
  /** Milliseconds of the last attempt; null without any. */
  readonly averageMs: number | null;
  readonly maxMs: number | null;
  /** Milliseconds between being available and being started. */
  readonly averageWaitMs: number | null;
}

export interface QueueFigures {
  readonly pending: number;
  readonly planned: number;
  readonly running: number;
  /** Age of the oldest task that is ready and not claimed, in milliseconds. */
  readonly oldestPendingMs: number | null;
  /** Running tasks whose lease has expired. */
  readonly expired: number;
  /** Running tasks asked to stop for more than 30 s. */
  readonly stuck: number;
}

/** One row of `s_runners`: a process that executes tasks. */
export interface RunnerRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly concurrency: number;
  readonly running: number;
  readonly startedAt: Date;
  readonly seenAt: Date;
  /** Milliseconds since it was last seen, by the database's clock. */
  readonly silentMs: number;
  /** Version of Node it runs on. */
  readonly nodeVersion: string;
}

export interface RunnerReport {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly concurrency: number;
  readonly running: number;
}

/**
 * The port to `s_tasks`; `src/typeorm` implements it for SQLite, MySQL/MariaDB and PostgreSQL. Every write that belongs
 * to a run is fenced: `WHERE id = ? AND fence = ? AND status IN (30, 50)`. The database's clock decides what is due.
 */
export interface TaskStore {
  readonly links: TaskLinks;
  /** Inserts all or none, in order. */
  insert(tasks: readonly NewTask[]): Promise<InsertedTask[]>;
  find(id: number): Promise<TaskRow | undefined>;
  list(filter: TaskFilter, listing: TaskListing): Promise<TaskRow[]>;
  count(filter: TaskFilter): Promise<number>;
  stats(): Promise<TaskCounts>;
  /** The database's time. */
  now(): Promise<Date>;

  /** `ready` asks for what `claim` would take, with the same workers and exceptions. */
  glance(scope: Pick<ClaimRequest, 'identifiers' | 'except'>): Promise<QueueGlance>;
  /** Claims ready tasks, high priority first, then the oldest; each comes back with status 30 and a new fence. */
  claim(request: ClaimRequest): Promise<TaskRow[]>;
  claimLimited(request: LimitedClaimRequest): Promise<LimitedClaim>;
  /** Claims exactly this task while it waits, planned or not: used to run one task at once. */
  claimOne(id: number, runner: string, leaseMs: number): Promise<TaskRow | undefined>;
  /** Makes planned tasks that are due claimable; returns how many. */
  promoteDue(): Promise<number>;
  /** Marks as running and counts the attempt; returns those that are still held and were not cancelled meanwhile. */
  start(leases: readonly Lease[], leaseMs: number): Promise<Lease[]>;
  /** Ends runs; returns the leases whose write was accepted. Safe to repeat after a lost answer. */
  settle(runner: string, settlements: readonly Settlement[]): Promise<SettledLease[]>;
  /** Prolongs leases and reads cancel requests; a lease that is missing in the answer is lost. */
  renew(leases: readonly Lease[], leaseMs: number): Promise<RenewedLease[]>;
  /** Held tasks whose lease has expired, oldest first. */
  expired(limit: number): Promise<TaskRow[]>;
  /** Like `settle` for tasks of dead runners: accepted only while the lease is still expired. */
  settleExpired(settlements: readonly Settlement[]): Promise<SettledLease[]>;
  /** Writes progress and message of a running task. */
  report(lease: Lease, change: { readonly progress?: number; readonly message?: string }): Promise<void>;

  /** Cancels a waiting task, asks a held one to stop; undefined when there is no such unfinished task. */
  requestCancel(id: number): Promise<TaskRow | undefined>;
  /** Deletes a task that has not been claimed; false when it is not there or was claimed. */
  removeUnstarted(id: number): Promise<boolean>;
  /** Puts a failed or cancelled task back in the queue, raising `max_attempts` as needed. */
  requeue(id: number): Promise<TaskRow | undefined>;
  /** Deletes up to `limit` tasks finished longer ago than `olderThanMs`; returns their ids. */
  deleteFinished(olderThanMs: number, limit: number): Promise<number[]>;

  /** Figures per action of tasks finished in the last `hours`. */
  figures(hours: number, identifier?: string): Promise<ActionFigures[]>;
  queueFigures(): Promise<QueueFigures>;

  /** Writes the runner's row with the present time; removes rows not seen for a day. */
  reportRunner(report: RunnerReport): Promise<void>;
  removeRunner(id: string): Promise<void>;
  runners(): Promise<RunnerRow[]>;

  /**
   * Tells other processes that tasks are ready, where the database can (PostgreSQL `NOTIFY`); elsewhere does nothing.
   */
  notify(): Promise<void>;
  /** Calls `wake` on every notification of another process; undefined where the database cannot. */
  listen?(wake: () => void): Promise<{ close(): Promise<void> }>;
}
