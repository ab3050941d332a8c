import { actionNamed, invokeAction } from '#src/worker/invoke-action.js';
import { outcomeOf } from '#src/worker/outcomes.js';
import { TASK_CONTROL } from '#src/worker/shared-keys.js';
import type { ProgressUpdate, TaskContext } from '#src/worker/task-context.js';
import type { JsonObject, WorkerClass } from '#src/worker/task-interface.js';

export interface Ran {
  readonly status: 'finished' | 'failed' | 'thrown';
  readonly result: unknown;
  readonly message: string;
  readonly progress: readonly ProgressUpdate[];
  readonly log: readonly string[];
}

export interface RunOptions {
  readonly settings?: JsonObject;
  readonly signal?: AbortSignal;
  readonly onProgress?: (update: ProgressUpdate) => void;
}

/** Runs one action of a worker in memory, without a host. */
export async function runAction(Worker: WorkerClass, action: string, data: JsonObject, options: RunOptions = {}) {
  const worker = new Worker();
  const progress: ProgressUpdate[] = [];
  const log: string[] = [];
  let ended: Pick<Ran, 'status' | 'result' | 'message'> | undefined;
  const write = (level: string) => (message: string) => void log.push(`${level} ${message}`);
  const task: TaskContext = {
    id: 1,
    identifier: worker.identifier(),
    action,
    data,
    attempt: 1,
    maxAttempts: 3,
    priority: 'normal',
    userId: null,
    signal: options.signal ?? new AbortController().signal,
    settings: { ...worker.settings(), ...options.settings },
    progress(update) {
      progress.push(update);
      options.onProgress?.(update);
    },
    log: { info: write('info'), warning: write('warning'), error: write('error') },
    update: () => Promise.resolve(),
    [TASK_CONTROL]: {
      finish(result, message = '') {
        ended ??= { status: 'finished', result, message };
        return Promise.resolve();
      },
      fail(message) {
        ended ??= { status: 'failed', result: undefined, message };
        return Promise.resolve();
      },
    },
  };
  try {
    const result = await invokeAction(worker, actionNamed(Worker, worker.identifier(), action), task, data);
    ended ??= { status: 'finished', result, message: '' };
  } catch (error) {
    const status = outcomeOf(error)?.kind === 'non-retryable' ? 'failed' : 'thrown';
    ended ??= { status, result: error, message: error instanceof Error ? error.message : String(error) };
  }
  return { ...ended, progress, log } satisfies Ran;
}
