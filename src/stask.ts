import type { WhyReport } from './discovery/why.js';
import type { StaskEventMap, StaskEventName, StaskEvents } from './events.js';
import type { ResolvedOptions } from './options.js';
import type { CleanOptions, Registry, SyncReport } from './registry/registry.js';
import type { WorkerFilter, WorkerQuery } from './registry/worker-query.js';
import type { SchedulePreviewOptions } from './schedule/next-run.js';
import type { WorkerRow } from './store/worker-store.js';
import type { Task } from './tasks/task.js';
import type { TaskQuery } from './tasks/task-query.js';
import type { Tasks } from './tasks/tasks.js';
import type { Database } from './typeorm/database.js';
import type { Schedule } from './worker/schedule.js';
import type { InjectedWorkerClass, JsonObject, TaskInterface } from './worker/task-interface.js';

/** What hosts do with tasks directly on {@link Stask}. */
type TaskMethods = Pick<
  Tasks,
  | 'create'
  | 'createOrGet'
  | 'createMany'
  | 'createManyOrGet'
  | 'createGroup'
  | 'getGroup'
  | 'getAttempts'
  | 'getPendingTasks'
  | 'processPendingTasks'
  | 'execute'
  | 'retry'
  | 'cancel'
  | 'deleteTask'
  | 'getStats'
  | 'cleanOldTasks'
  | 'cleanOldLogs'
  | 'log'
  | 'work'
  | 'getPerformanceMetrics'
  | 'getWorkerStats'
  | 'getPerformanceAlerts'
>;

/** Reports on what is installed; `explain` is `stask why`. */
export interface HostRegistry extends Registry {
  /** @throws StaskError `STASK_PACKAGE_NOT_FOUND` */
  why(packageName: string): Promise<WhyReport>;
}

export interface ScheduleState {
  /** Undefined when the worker has none. */
  readonly schedule: Schedule | undefined;
  /** The next runs by the clock, earliest first. */
  readonly next: Date[];
}

/** Everything a host does; made by `createStask`. */
export interface Stask extends TaskMethods, AsyncDisposable {
  readonly options: ResolvedOptions;
  readonly events: StaskEvents;
  readonly database: Database;
  readonly registry: HostRegistry;
  /** `stask.tasks.failed().byIdentifier('mail').get()`. */
  readonly tasks: TaskQuery;
  /** `stask.workers.byScope('scommerce').active().ordered().get()`. */
  readonly workers: WorkerQuery;

  /** Registers workers of newly installed packages, relinks moved and revives returned ones; the new rows. */
  discoverWorkers(): Promise<WorkerRow[]>;
  /** Updates what is known of registered workers; the rows that changed. */
  rescanWorkers(): Promise<WorkerRow[]>;
  /**
   * Deletes rows whose worker a complete scan proves gone; how many.
   *
   * @throws StaskError `STASK_SCAN_INCOMPLETE`, `STASK_CLEAN_TOO_MANY`
   */
  cleanOrphanedWorkers(options?: CleanOptions): Promise<number>;
  /** All three by one scan. */
  syncWorkers(options?: CleanOptions): Promise<SyncReport>;
  /** Registers workers of the host itself: a class, or a file inside the host's folder. Call it at every start. */
  registerWorker(worker: InjectedWorkerClass | string): Promise<WorkerRow[]>;
  getWorkers(filter?: WorkerFilter): Promise<WorkerRow[]>;
  /** Undefined when there is no such worker. */
  getWorker(identifier: string): Promise<WorkerRow | undefined>;
  activateWorker(identifier: string): Promise<WorkerRow>;
  deactivateWorker(identifier: string): Promise<WorkerRow>;
  setWorkerHidden(identifier: string, hidden: boolean): Promise<WorkerRow>;
  setWorkerPosition(identifier: string, position: number): Promise<WorkerRow>;
  reorderWorkers(identifiers: readonly string[]): Promise<WorkerRow[]>;
  /** The worker's instance, connected to this host, such as for its widget. */
  getWorkerInstance(identifier: string): Promise<TaskInterface>;

  /** @throws StaskError `STASK_TASK_NOT_FOUND` */
  getTask(id: number | string): Promise<Task>;
  findTask(id: number | string): Promise<Task | undefined>;

  /** Stored settings over the worker's defaults; secrets are `{ "$secret": true }`. */
  getSettings(identifier: string): Promise<JsonObject>;
  /** Merges `patch` (keys may be dot paths); a secret given as `{ "$secret": true }` is kept. The masked result. */
  updateSettings(identifier: string, patch: JsonObject): Promise<JsonObject>;
  /** Replaces the stored settings, the schedule and secrets given as `{ "$secret": true }` excepted. The masked result. */
  replaceSettings(identifier: string, settings: JsonObject): Promise<JsonObject>;
  /** Sets, or with `null` removes, the schedule of a worker with a `make` action. @throws `STASK_SCHEDULE_INVALID` */
  setSchedule(identifier: string, schedule: Schedule | null): Promise<ScheduleState>;
  getSchedule(identifier: string, options?: SchedulePreviewOptions): Promise<ScheduleState>;
  /** The next runs of a schedule, 5 after the present moment by default; no worker is needed. */
  previewSchedule(schedule: Schedule, options?: SchedulePreviewOptions): Date[];

  on<N extends StaskEventName>(name: N, listener: (facts: StaskEventMap[N][0]) => void): this;
  off<N extends StaskEventName>(name: N, listener: (facts: StaskEventMap[N][0]) => void): this;
  /** Creates or upgrades the tables; names of the migrations that had something to do. */
  migrate(): Promise<string[]>;
  /** Stops runners, waits for writes, closes what was opened here. Safe to call twice. */
  close(): Promise<void>;
}
