import type { InsertedTask, NewTask } from './new-task.js';
import type { RunnerReport, RunnerRow } from './runner-row.js';
import type { ClaimRequest, LimitedClaim, LimitedClaimRequest, QueueGlance } from './task-claim.js';
import type { ActionFigures, QueueFigures, TaskCounts } from './task-figures.js';
import type { NotedAttempt } from './task-attempt.js';
import type { Lease, ProgressChange, RenewedLease, SettledLease, Settlement } from './task-lease.js';
import type { FinishedTasks, TaskFilter, TaskListing } from './task-listing.js';
import type { ClaimedTask, TaskRow } from './task-row.js';
import type { TaskLinks } from './task-links.js';

/**
 * The port to `s_tasks`; `src/typeorm` implements it for SQLite, MySQL/MariaDB and PostgreSQL. Every write that belongs
 * to a run is fenced: `WHERE id = ? AND fence = ? AND claimed_by = ? AND status IN (30, 50)`. The database's clock
 * decides what is due.
 */
export interface TaskStore {
  readonly links: TaskLinks;
  /** Inserts all or none, in order. */
  insert(tasks: readonly NewTask[]): Promise<InsertedTask[]>;
  /** Inserts one task that is ready at once, and tells other processes in the same statement; undefined where it cannot. */
  insertAndNotify?(task: NewTask): Promise<InsertedTask[]>;
  find(id: number): Promise<TaskRow | undefined>;
  /** Attempts of a task that did not complete, oldest first. */
  attempts(id: number): Promise<NotedAttempt[]>;
  list(filter: TaskFilter, listing: TaskListing): Promise<TaskRow[]>;
  count(filter: TaskFilter): Promise<number>;
  stats(): Promise<TaskCounts>;
  /** The database's time. */
  now(): Promise<Date>;

  /** `ready` asks for what `claim` would take, with the same workers and exceptions. */
  glance(scope: Pick<ClaimRequest, 'identifiers' | 'except'>): Promise<QueueGlance>;
  /** Claims ready tasks, high priority first, then the oldest; each comes back with status 30 and a new fence. */
  claim(request: ClaimRequest): Promise<ClaimedTask[]>;
  claimLimited(request: LimitedClaimRequest): Promise<LimitedClaim>;
  /** Claims exactly this task while it waits, planned or not: used to run one task at once. */
  claimOne(id: number, runner: string, leaseMs: number): Promise<ClaimedTask | undefined>;
  /** Makes planned tasks that are due claimable; returns how many. */
  promoteDue(): Promise<number>;
  /** Marks as running and counts the attempt; returns those that are still held and were not cancelled meanwhile. */
  start(runner: string, leases: readonly Lease[], leaseMs: number): Promise<Lease[]>;
  /** Ends runs; returns the leases whose write was accepted. Safe to repeat after a lost answer. */
  settle(runner: string, settlements: readonly Settlement[]): Promise<SettledLease[]>;
  /** Prolongs leases and reads cancel requests; a lease that is missing in the answer is lost. */
  renew(runner: string, leases: readonly Lease[], leaseMs: number): Promise<RenewedLease[]>;
  /** Held tasks whose lease has expired, oldest first. */
  expired(limit: number): Promise<TaskRow[]>;
  /** Like `settle` for tasks of dead runners: accepted only while the lease is still expired. */
  settleExpired(settlements: readonly Settlement[]): Promise<SettledLease[]>;
  /** Writes progress and message of a running task. */
  report(runner: string, lease: Lease, change: ProgressChange): Promise<void>;

  /** Cancels a waiting task, asks a held one to stop; undefined when there is no such unfinished task. */
  requestCancel(id: number): Promise<TaskRow | undefined>;
  /** Deletes a task that has not been claimed; false when it is not there or was claimed. */
  removeUnstarted(id: number): Promise<boolean>;
  /** Puts a failed or cancelled task back in the queue, raising `max_attempts` as needed. */
  requeue(id: number): Promise<TaskRow | undefined>;
  /** Deletes a task that has ended; false when it is not there or has not. */
  deleteEnded(id: number): Promise<boolean>;
  /** Returns the ids of what was deleted. */
  deleteFinished(which: FinishedTasks): Promise<number[]>;

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
