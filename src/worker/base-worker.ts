import { contractInvalid, maintenanceNotGranted, StaskError } from '../errors.js';
import { splitWords } from './action-name.js';
import { flattenPatch, readPath } from './dot-path.js';
import type { Maintenance } from './maintenance.js';
import type { Schedule } from './schedule.js';
import { TASK_CONTROL, WORKER_BRAND, WORKER_HOST } from './shared-keys.js';
import type { ProgressUpdate, TaskContext, TaskControl } from './task-context.js';
import type { HostedWorker, JsonObject } from './task-interface.js';
import type { CreateTaskOptions, LastTask, LastTaskStatus, WorkerHost } from './worker-host.js';

/** `number` for `30`, so that a default does not become the only possible value. */
export type Widened<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/**
 * Base class of workers: everything of the contract but `identifier`, and helpers to read settings, report progress
 * and settle a task. Constructing one does no input or output and needs no host.
 */
export abstract class BaseWorker implements HostedWorker {
  static readonly [WORKER_BRAND] = true;

  /** Set by the host after construction. */
  declare [WORKER_HOST]?: WorkerHost;

  abstract identifier(): string;

  /** `''`: the scope of the package's manifest. */
  scope(): string {
    return '';
  }

  /** The identifier in words: `product-import` gives `Product import`. */
  title(): string {
    const words = splitWords(this.identifier()).join(' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  description(): string {
    return '';
  }

  icon(): string {
    return 'cube';
  }

  settings(): JsonObject {
    return {};
  }

  /**
   * A setting by dot path, such as `api.timeout`: the stored value, else the default of `settings()`, else
   * `fallback`, also where the value is null.
   * Without arguments all settings. A plain read that never waits; a stored value is not checked against the type
   * of `fallback`, give `settingsSchema` for that. Outside of a host it reads the defaults.
   */
  getConfig(): JsonObject;
  getConfig(path: string): unknown;
  getConfig<T>(path: string, fallback: T): Widened<T>;
  getConfig(path?: string, fallback?: unknown): unknown {
    const settings = this[WORKER_HOST]?.settings() ?? this.settings();
    return path === undefined ? settings : (readPath(settings, path) ?? fallback);
  }

  /** Stores one setting, replacing what is at the dot path; resolves when it is saved. */
  async setConfig(path: string, value: unknown): Promise<void> {
    await host(this, 'setConfig').updateSettings({ [path]: value });
  }

  /** Stores several settings; keys are dot paths, nested objects are merged, arrays and all else are replaced. */
  async updateConfig(patch: JsonObject): Promise<void> {
    await host(this, 'updateConfig').updateSettings(flattenPatch(patch));
  }

  /** The stored schedule of the `make` action, outside of a host that of the default settings. */
  getSchedule(): Schedule | undefined {
    const connected = this[WORKER_HOST];
    return connected === undefined
      ? (readPath(this.settings(), 'schedule') as Schedule | undefined)
      : connected.schedule();
  }

  /** Whether the schedule allows a run at this moment. */
  shouldRunNow(): boolean {
    return host(this, 'shouldRunNow').shouldRunNow();
  }

  /** Queues a task for an action of this worker, named in any spelling. */
  async createTask(
    action: string,
    data: JsonObject = {},
    options?: CreateTaskOptions,
  ): Promise<{ readonly id: number }> {
    return host(this, 'createTask').createTask(action, data, options);
  }

  /**
   * The last task of an action of this worker, named in any spelling, that is completed: its result is what a widget
   * tells of; or the last that failed. Undefined when there is none, when it was cleaned up, and outside of a host.
   */
  async getLastTask(action: string, status: LastTaskStatus = 'completed'): Promise<LastTask | undefined> {
    return this[WORKER_HOST]?.lastTask(action, status);
  }

  /**
   * Upkeep of the whole host, for a worker that the host grants it to.
   *
   * @throws StaskError `STASK_NOT_GRANTED`
   */
  getMaintenance(): Maintenance {
    const granted = host(this, 'getMaintenance').maintenance;
    if (granted === undefined) throw maintenanceNotGranted(this.identifier());
    return granted;
  }

  /** Reports progress, like `task.progress`. */
  async pushProgress(task: TaskContext, update: ProgressUpdate): Promise<void> {
    if (typeof task?.progress !== 'function') throw notATask('pushProgress', task);
    task.progress(update);
  }

  /** Ends the run as finished; what the action does or throws afterwards changes nothing. */
  async markFinished(task: TaskContext, result?: unknown, message?: string): Promise<void> {
    await control(task, 'markFinished').finish(result, message);
  }

  /** Ends the run as failed for good; there is no further attempt. */
  async markFailed(task: TaskContext, message: string): Promise<void> {
    await control(task, 'markFailed').fail(message);
  }
}

function host(worker: HostedWorker, helper: string): WorkerHost {
  const connected = worker[WORKER_HOST];
  if (connected !== undefined) return connected;
  throw new StaskError(
    'STASK_HOST_MISSING',
    `${helper}() of worker "${worker.identifier()}" needs a host, and this instance was made outside of one. ` +
      'Run it as a task, or in a test use `stask/testing`.',
  );
}

function control(task: TaskContext, helper: string): TaskControl {
  const found = (task as TaskContext | undefined)?.[TASK_CONTROL];
  if (found === undefined) throw notATask(helper, task);
  return found;
}

function notATask(helper: string, got: unknown): StaskError {
  return contractInvalid(`${helper}(task, …)`, 'the task that an action gets as its first argument', got);
}
