import type { StaskEvents } from '../events.js';
import type { FieldProblem } from '../errors.js';
import type { WorkerRow } from '../store/worker-store.js';
import type { TaskStore } from '../store/task-store.js';
import type { Backoff, Priority } from '../worker/action.js';
import type { OptionsSchema } from '../worker/options-schema.js';
import type { JsonObject, TaskInterface } from '../worker/task-interface.js';
import type { TaskAttempt } from './attempts.js';
import type { CleanTasksOptions } from './clean-old-tasks.js';
import type { GroupRequest, TaskGroup } from './groups.js';
import type { TaskAlert, TaskPerformance, WorkerStats } from './metrics.js';
import type { Runner, RunnerOptions } from './runner-options.js';
import type { TaskTracing } from './task-tracing.js';
import type { Task } from './task.js';
import type { WebhookOptions, WebhookRequest } from './webhook-request.js';
import type { TaskQuery } from './task-query.js';

/** What a caller gives to create one task. */
export interface CreateRequest {
  identifier: string;
  /** Any spelling of the action's name. */
  action: string;
  /** A plain JSON object, at most 1 MB as JSON. */
  data?: JsonObject;
  /** Default: the action's own, else `normal`. */
  priority?: Priority;
  userId?: string | number | null;
  /** Not before this moment; a `Date` or an ISO 8601 string with offset. */
  startAt?: Date | string | null;
  /** Default: the action's own, else 3. */
  maxAttempts?: number;
  /** Unique among unfinished tasks of the action: a second create returns the existing one. At most 191 characters. */
  uniqueKey?: string | null;
  /** Delay between attempts of this task. Default: the action's own. */
  backoff?: Backoff | null;
  /** Longest run of one attempt in milliseconds. Default: the action's own. */
  timeoutMs?: number | null;
  /** Not before all of these are completed. When one fails or is cancelled, this task is cancelled. */
  after?: readonly TaskRef[] | null;
  /** Told of the task's end by POST; tried again until it answers 2xx. */
  webhook?: WebhookRequest | null;
}

export interface Created {
  readonly task: Task;
  /** False when an unfinished task with this unique key existed. */
  readonly created: boolean;
}

/** How the host checks options: `value` is the checked one, or `problems` name each wrong field. */
export type CheckOptions = (schema: OptionsSchema, value: JsonObject) => Promise<CheckedOptions> | CheckedOptions;
export interface CheckedOptions {
  readonly value: unknown;
  readonly problems: readonly FieldProblem[];
}

/** What the task engine is made of; the facade passes it in. */
export interface TasksParts {
  readonly store: TaskStore;
  readonly workers: {
    find(identifier: string): Promise<WorkerRow | undefined>;
    list(): Promise<WorkerRow[]>;
  };
  /** The worker's instance, connected to the host; throws `STASK_WORKER_LOAD_FAILED`. */
  instanceOf(identifier: string): Promise<TaskInterface>;
  /** Absolute folder of progress, log and result files. */
  readonly storagePath: string;
  readonly events: StaskEvents;
  readonly checkOptions: CheckOptions;
  /** Largest task data as JSON, in bytes. */
  readonly maxDataBytes?: number;
  readonly webhooks?: WebhookOptions;
  /** Default: none. */
  readonly tracing?: TaskTracing;
  /** For jitter; 0 up to 1. */
  readonly random?: () => number;
}

/** Everything a host does with tasks; `stask.tasks` and the facade's own methods are these. */
export interface Tasks {
  create(request: CreateRequest): Promise<Task>;
  /** Like `create` and tells whether the task is new. */
  createOrGet(request: CreateRequest): Promise<Created>;
  /** All or nothing, in order. */
  createMany(requests: readonly CreateRequest[]): Promise<Task[]>;
  createManyOrGet(requests: readonly CreateRequest[]): Promise<Created[]>;
  /** Creates tasks that are followed as one, all or nothing. */
  createGroup(request: GroupRequest): Promise<{ readonly id: number; readonly tasks: Task[] }>;
  /** @throws STASK_GROUP_NOT_FOUND */
  getGroup(id: number | string): Promise<TaskGroup>;
  find(id: number | string): Promise<Task | undefined>;
  /** @throws STASK_TASK_NOT_FOUND, or STASK_USAGE for a malformed id */
  get(id: number | string): Promise<Task>;
  /** A new chainable query, e.g. `query().failed().byIdentifier('mail').get()`. */
  query(): TaskQuery;
  /** Every counted attempt, oldest first; of a task that is tried very often the last ones. */
  getAttempts(task: TaskRef): Promise<TaskAttempt[]>;
  getPendingTasks(options?: { limit?: number }): Promise<Task[]>;
  /** Claims and executes up to `batchSize` due tasks here, waits for them, and returns how many ran. */
  processPendingTasks(options?: { batchSize?: number; concurrency?: number }): Promise<number>;
  /** Runs one attempt of this task here and waits; true when it finished. */
  execute(task: TaskRef): Promise<boolean>;
  retry(task: TaskRef): Promise<Task>;
  /** Cancels a queued task at once, asks a running one to stop. */
  cancel(task: TaskRef): Promise<Task>;
  /**
   * Deletes a task, its log and its result file; one that waits is cancelled first, with all that follows.
   *
   * @throws STASK_TASK_NOT_FOUND, STASK_TASK_STATE while it runs
   */
  deleteTask(task: TaskRef): Promise<void>;
  getStats(): Promise<TaskStats>;
  /** Deletes tasks that ended, and their files; returns how many. */
  cleanOldTasks(options?: CleanTasksOptions): Promise<number>;
  /** Deletes log and progress files not written for that long; returns how many. */
  cleanOldLogs(options?: { days?: number }): Promise<number>;
  log(task: TaskRef, level: 'info' | 'warning' | 'error', message: string, context?: JsonObject): Promise<void>;
  /** Starts a runner; it goes on until `stop()`. */
  work(options?: RunnerOptions): Runner;
  getPerformanceMetrics(options?: { hours?: number }): Promise<TaskPerformance>;
  getWorkerStats(options?: { identifier?: string; hours?: number }): Promise<WorkerStats[]>;
  getPerformanceAlerts(options?: { hours?: number }): Promise<TaskAlert[]>;
  /** Stops every runner started here and waits for running writes. */
  close(): Promise<void>;
}

/** A task, anything with its id, or the id itself. */
export type TaskRef = number | string | { readonly id: number };

/** Counts by state; `pending` includes planned and waiting tasks, `running` the ones being prepared. */
export type TaskStats = Record<'pending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'total', number>;
