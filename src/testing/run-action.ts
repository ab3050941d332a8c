import { contractInvalid } from '../errors.js';
import { createEvents } from '../events.js';
import { checkValue } from '../schema/check-value.js';
import type { ProgressSnapshot } from '../tasks/progress-line.js';
import { promiseWith, runTask } from '../tasks/run-task.js';
import type { StatusText } from '../tasks/task-state.js';
import type { LogRecord } from '../tasks/task.js';
import type { TaskRow } from '../store/task-row.js';
import type { Priority } from '../worker/action.js';
import { actionNamed } from '../worker/invoke-action.js';
import type { Maintenance } from '../worker/maintenance.js';
import { WORKER_HOST } from '../worker/shared-keys.js';
import type { HostedWorker, JsonObject, TaskInterface, WorkerClass } from '../worker/task-interface.js';
import { GIVEN_UP, outcomeOf, STOP_WITHIN_MS } from './run-outcome.js';
import { createScratchFolder, type ScratchFolder, type TestFiles } from './scratch-folder.js';
import { createTestHost, type CreatedTask } from './test-host.js';
import { taskRow } from './task-row.js';

export interface RunOptions {
  /** Stored settings, merged over the worker's defaults; a function gets the folder of `files`. */
  readonly settings?: JsonObject | ((folder: string) => JsonObject);
  /**
   * Written into an empty folder before the run, which is the worker's `task.folder`; what is there afterwards is in
   * `files` of the run.
   */
  readonly files?: TestFiles;
  /** Cancels the task when it aborts, as an admin would. */
  readonly signal?: AbortSignal;
  /** Cancels the task when its progress reaches this percentage. */
  readonly cancelAt?: number;
  /** The clock of `shouldRunNow()` and of log lines; the real one by default. */
  readonly now?: Date | (() => Date);
  /** Which attempt this is. Default 1. */
  readonly attempt?: number;
  /** With more than `attempt`, an action that throws leaves the task pending. Default: `attempt`. */
  readonly maxAttempts?: number;
  /** What `getMaintenance()` gives; without it the worker is not granted any. */
  readonly maintenance?: Maintenance;
  readonly priority?: Priority;
  readonly userId?: string | number;
  /** Time limit of the run in milliseconds instead of the action's own. */
  readonly timeoutMs?: number;
}

/** What one run of an action came to. */
export interface ActionRun {
  /** `pending` when the host would run it again: after `retryLater`, or a throw with attempts left. */
  readonly status: StatusText;
  /** As a host stores it, so plain JSON; `undefined` without one. */
  readonly result: unknown;
  /** What users see beside the task; the error's message when it failed. */
  readonly message: string;
  /** Name, message, stack and more of what was thrown, as a host stores it. */
  readonly error: (JsonObject & { readonly name: string; readonly message: string }) | undefined;
  /** When the status is `pending`: milliseconds until the next run, without jitter. */
  readonly retryInMs: number | undefined;
  /** State after each report of progress, in order. */
  readonly progress: readonly ProgressSnapshot[];
  readonly logs: readonly LogRecord[];
  /** Text of each file in the folder of the run, by its path there. */
  readonly files: Readonly<Record<string, string>>;
  /** Settings after the run, defaults included. */
  readonly settings: JsonObject;
  /** Tasks that the worker queued. */
  readonly created: readonly CreatedTask[];
  /** True when the action went on although it was asked to stop; the run was given up. */
  readonly ignoredSignal: boolean;
}

/**
 * Runs one action once, as a runner does: options are checked, the outcome decided and errors described by the same
 * code; there is no database and nothing else of a host. Files and logs live in a folder that is removed afterwards.
 *
 * @param worker a worker class, or an instance where it needs constructor arguments
 * @param action name in any spelling
 * @param options the task's data; a function gets the folder of `files`
 * @throws StaskError `STASK_ACTION_NOT_FOUND`; whatever the action throws is reported, not thrown
 */
export async function runAction(
  worker: WorkerClass | TaskInterface,
  action: string,
  options: JsonObject | ((folder: string) => JsonObject) = {},
  settings: RunOptions = {},
): Promise<ActionRun> {
  const instance = typeof worker === 'function' ? new worker() : worker;
  const { name } = actionNamed(instance.constructor as WorkerClass, instance.identifier(), action);
  const files = await createScratchFolder(settings.files ?? {});
  const storage = await createScratchFolder({});
  try {
    const data = jsonCopy('options', inFolder(options, files));
    return await execute(
      instance,
      taskRow(instance.identifier(), name, data, settings, clockOf(settings.now)()),
      settings,
      files,
      storage.path,
    );
  } finally {
    await storage.remove();
    await files.remove();
  }
}

async function execute(
  worker: TaskInterface,
  row: TaskRow,
  options: RunOptions,
  files: ScratchFolder,
  storagePath: string,
): Promise<ActionRun> {
  const now = clockOf(options.now);
  const host = createTestHost(
    worker,
    jsonCopy('settings', inFolder(options.settings ?? {}, files)),
    now,
    options.maintenance,
  );
  (worker as HostedWorker)[WORKER_HOST] = host;
  const progress: ProgressSnapshot[] = [];
  const logs: LogRecord[] = [];
  const events = createEvents();
  events.on('task.progress', ({ id: _id, ...snapshot }) => {
    progress.push(snapshot as ProgressSnapshot);
    if (snapshot.progress >= (options.cancelAt ?? Infinity)) stop();
  });
  events.on('task.log', ({ level, message, context }) => {
    logs.push({ timestamp: now().toISOString(), level, message, context: structuredClone(context) } as LogRecord);
  });
  const givenUp = promiseWith<'given up'>();
  const run = runTask(row, {
    instanceOf: () => Promise.resolve(worker),
    checkOptions: async (schema, value) => {
      const { value: checked, fields = [] } = await checkValue(schema, value);
      return { value: checked, problems: fields };
    },
    storagePath,
    folderOf: () => files.path,
    events,
    report: () => Promise.resolve(),
    mayWrite: () => true,
    onStuck: () => givenUp.resolve('given up'),
  });
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    run.abort('cancel');
    timer ??= setTimeout(() => givenUp.resolve('given up'), STOP_WITHIN_MS);
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted) stop();
  const ended = await Promise.race([run.ending, givenUp.promise]);
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', stop);
  run.settled();
  await Promise.all([run.progress().abandon(), run.log().flush()]);
  return {
    ...(ended === 'given up' ? GIVEN_UP : outcomeOf(row, ended)),
    progress,
    logs,
    files: await files.read(),
    settings: host.settings(),
    created: host.created,
    ignoredSignal: ended === 'given up',
  };
}

function clockOf(now: RunOptions['now']): () => Date {
  return typeof now === 'function' ? now : now === undefined ? () => new Date() : () => new Date(now);
}

function inFolder(value: JsonObject | ((folder: string) => JsonObject), { path }: ScratchFolder): JsonObject {
  return typeof value === 'function' ? value(path) : value;
}

/** Data and settings reach a worker through JSON; what JSON cannot hold would be lost in a host. */
function jsonCopy(what: string, value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw contractInvalid(`runAction's ${what}`, 'a JSON object', value);
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
