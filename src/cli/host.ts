import type { StaskEvents } from '../events.js';
import type { Skipped, Notice, ScanFigures } from '../discovery/report.js';
import type { WorkerRow } from '../store/worker-store.js';
import type { Runner, RunnerOptions } from '../tasks/runner-options.js';
import type { Task } from '../tasks/task.js';
import type { TaskQuery } from '../tasks/task-query.js';
import type { CreateRequest, Created, TaskStats } from '../tasks/tasks.js';
import type { Schedule } from '../worker/schedule.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { Cli } from './command.js';

export interface DiscoverReport {
  readonly registered: readonly WorkerRow[];
  readonly updated: readonly WorkerRow[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly Notice[];
  readonly scanned: ScanFigures;
}
export interface RescanReport {
  readonly updated: readonly WorkerRow[];
  readonly broken: readonly WorkerRow[];
  readonly missing: readonly WorkerRow[];
  readonly skipped: readonly Skipped[];
  readonly scanned: ScanFigures;
}
export interface CleanReport {
  readonly removed: readonly WorkerRow[];
  readonly kept: ReadonlyArray<{ readonly identifier: string; readonly reason: string }>;
}
export interface WhyReport {
  readonly package: string;
  readonly taken: boolean;
  readonly reason: string | null;
  readonly detail: string;
  readonly steps: ReadonlyArray<{ readonly check: string; readonly ok: boolean; readonly detail: string }>;
}

export interface ScheduleState {
  readonly schedule: Schedule | undefined;
  readonly next: Date[];
}

/** What the terminal uses of the facade. */
export interface Host {
  readonly options: { readonly storagePath: string };
  readonly events: StaskEvents;
  readonly registry: {
    discover(): Promise<DiscoverReport>;
    rescan(): Promise<RescanReport>;
    clean(options: { dryRun?: boolean; force?: boolean }): Promise<CleanReport>;
    why(name: string): Promise<WhyReport>;
  };
  readonly tasks: TaskQuery;
  readonly database: { readonly place: string; execute(sql: string): Promise<unknown> };
  getWorkers(options?: { activeOnly?: boolean; scope?: string; hidden?: boolean }): Promise<WorkerRow[]>;
  activateWorker(identifier: string): Promise<WorkerRow>;
  deactivateWorker(identifier: string): Promise<WorkerRow>;
  createOrGet(request: CreateRequest): Promise<Created>;
  execute(task: Task): Promise<boolean>;
  getTask(id: number): Promise<Task>;
  retry(id: number): Promise<Task>;
  cancel(id: number): Promise<Task>;
  getStats(): Promise<TaskStats>;
  work(options: RunnerOptions): Runner;
  getSettings(identifier: string): Promise<JsonObject>;
  updateSettings(identifier: string, patch: JsonObject): Promise<JsonObject>;
  setSchedule(identifier: string, schedule: Schedule): Promise<ScheduleState>;
  getSchedule(identifier: string, options?: { count?: number }): Promise<ScheduleState>;
  close(): Promise<void>;
}

/** The part of the facade's options that the terminal gives. */
export interface HostOptions {
  readonly cwd?: string;
  readonly database?: string;
  readonly storagePath?: string;
  readonly autoDiscover?: boolean;
  readonly migrate?: boolean;
  readonly discovery?: { readonly activate?: boolean };
}

interface Facade {
  readonly createStask: (options: HostOptions) => Promise<Host>;
  readonly migrateDatabase: (options: HostOptions) => Promise<string[]>;
  readonly previewSchedule: (schedule: Schedule, options: { after?: Date; count?: number }) => Date[];
}

/** Loaded when a command needs it: TypeORM and the drivers take longer to load than most commands take to run. */
export async function loadFacade(): Promise<Facade> {
  return (await import(new URL('../index.js', import.meta.url).href)) as Facade;
}

/** The host that this command line names. */
export function hostOptions({ common }: Cli): HostOptions {
  const { cwd, database, storage } = common;
  return {
    cwd,
    ...(database === undefined ? {} : { database }),
    ...(storage === undefined ? {} : { storagePath: storage }),
  };
}

/**
 * Opens the host of this command line, and closes it whatever happens. Only `stask work` registers workers by itself;
 * every other command shows the registry as it is.
 */
export async function withHost<T>(cli: Cli, use: (host: Host) => Promise<T>, more: HostOptions = {}): Promise<T> {
  const { createStask } = await loadFacade();
  const host = await createStask({ ...hostOptions(cli), autoDiscover: false, ...more });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}
