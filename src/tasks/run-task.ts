import { announce, type StaskEvents } from '../events.js';
import type { ClaimedTask } from '../store/task-row.js';
import type { ActionDefinition } from '../worker/action.js';
import { actionNamed, invokeAction } from '../worker/invoke-action.js';
import { outcomeOf } from '../worker/outcomes.js';
import { TASK_CONTROL, WORKER_HOST } from '../worker/shared-keys.js';
import type { TaskContext, TaskControl } from '../worker/task-context.js';
import type { HostedWorker, TaskInterface, WorkerClass } from '../worker/task-interface.js';
import { abortReason, type AbortKind } from './attempt-signals.js';
import { describeError, errorMessage, storableText } from './describe-error.js';
import { encodeResult } from './encode-result.js';
import { OVERSLEPT, STOPPED, UNREAD, type Ending } from './outcome.js';
import { priorityWord } from './priority.js';
import { progressComplaint } from './progress-complaint.js';
import { openProgress, type ProgressWriter } from './progress-file.js';
import { workerFolder } from './task-file.js';
import { openTaskLog, type TaskLogWriter } from './task-log.js';
import { isTemporary } from './settler.js';
import type { CheckOptions } from './tasks.js';

const MAX_MESSAGE = 10_000;
/** How long a handler has, once asked to stop, before the task is settled without it. */
const GRACE_MS: Readonly<Record<AbortKind, number>> = { cancel: 10_000, timeout: 5_000, lost: 0, stop: 1_000 };

export interface RunParts {
  readonly instanceOf: (identifier: string) => Promise<TaskInterface>;
  readonly checkOptions: CheckOptions;
  readonly storagePath: string;
  /** The worker's own folder; the one in `storagePath` when absent. */
  readonly folder?: string;
  readonly events: StaskEvents;
  /** Writes progress or message of the running task to its row. */
  readonly report: (change: { progress?: number; message?: string }) => Promise<void>;
  /**
   * False once the lease may have passed to another runner: the handler is not called any more, and files are left alone.
   */
  readonly mayWrite: () => boolean;
  /** Told when a handler goes on after its grace has passed. */
  readonly onStuck: (kind: AbortKind, askedMsAgo: number) => void;
}

export interface Run {
  /** How the attempt ended; `lost` when another runner has the task. Never rejects. */
  readonly ending: Promise<RunEnding>;
  /** Opened at the first use, as most short tasks have none. */
  readonly progress: () => ProgressWriter;
  readonly log: () => TaskLogWriter;
  /** Whether this run, or an earlier one of the task, may have written to its files. */
  readonly hasFiles: () => boolean;
  /** Asks the handler to stop; the first reason counts. */
  abort(kind: AbortKind): void;
  /** Tells the handler's `markFinished` or `markFailed` that the end is written. */
  settled(): void;
}

export interface RunEnding {
  readonly ending: Ending | 'lost';
  /** What the handler returned or marked, for listeners. */
  readonly result: unknown;
  readonly action: ActionDefinition | undefined;
}

/** Starts the handler of one claimed and started task. The first terminal state counts, whatever comes after it. */
export function runTask(row: ClaimedTask, parts: RunParts): Run {
  const { storagePath, events } = parts;
  let progressWriter: ProgressWriter | undefined;
  let logWriter: TaskLogWriter | undefined;
  const progress = (): ProgressWriter =>
    (progressWriter ??= openProgress({
      storagePath,
      taskId: row.id,
      attempt: row.attempts,
      startedAt,
      onRow: ({ progress: percent, message: text }) =>
        parts.report({ progress: percent, ...(text !== '' && { message: text }) }),
      mayWrite: parts.mayWrite,
    }));
  const log = (): TaskLogWriter => (logWriter ??= openTaskLog({ storagePath, taskId: row.id }));
  const startedAt = Date.now();
  let action: ActionDefinition | undefined;
  let message = '';
  let aborted: AbortKind | undefined;
  let reason: unknown;
  let controller: AbortController | undefined;
  let timers: NodeJS.Timeout[] = [];
  const { promise: ending, resolve } = promiseWith<RunEnding>();
  const { promise: written, resolve: settled } = promiseWith<void>();
  let ended = false;

  function end(outcome: Ending | 'lost', result?: unknown): void {
    if (ended) return;
    ended = true;
    for (const timer of timers) clearTimeout(timer);
    resolve({ ending: outcome, result, action });
  }

  function finish(result: unknown, given?: string): void {
    const { json, note } = encodeResult(result);
    const text = given ?? (note === undefined ? message : [message, note].filter(Boolean).join(' '));
    end({ kind: 'finished', resultJson: json, message: storableText(text, MAX_MESSAGE) }, result);
  }

  function fail(thrown: unknown, final: boolean): void {
    end({ kind: 'failed', error: describeError(thrown), message: errorMessage(thrown), final });
  }

  /** What an aborted run comes to, whatever its handler returned or threw after that. */
  function endAborted(kind: AbortKind): void {
    if (kind === 'lost') end('lost');
    else if (kind === 'stop') end(STOPPED);
    else if (kind === 'timeout') fail(reason, false);
    else end({ kind: 'cancelled', message: 'Cancelled while it ran.' });
  }

  function abort(kind: AbortKind, detail?: string): void {
    if (ended || aborted !== undefined) return;
    aborted = kind;
    const askedAt = performance.now();
    const timer = setTimeout(() => {
      if (!ended && kind !== 'lost') parts.onStuck(kind, Math.round(performance.now() - askedAt));
      endAborted(kind);
    }, GRACE_MS[kind]);
    timers.push(timer);
    reason = abortReason(kind, detail);
    controller?.abort(reason);
  }

  /** Made when a handler asks for it: most short ones never do, and it is the dearest part of a run. */
  function signal(): AbortSignal {
    if (controller === undefined) {
      controller = new AbortController();
      if (aborted !== undefined) controller.abort(reason);
    }
    return controller.signal;
  }

  function returned(value: unknown): void {
    const outcome = outcomeOf(value);
    if (outcome !== undefined) return signalled(value, false);
    if (aborted === undefined || aborted === 'stop') return finish(value);
    endAborted(aborted);
  }

  function signalled(value: unknown, thrown: boolean): void {
    const outcome = outcomeOf(value);
    if (aborted !== undefined && (outcome === undefined || thrown)) return endAborted(aborted);
    if (outcome === undefined) return fail(value, false);
    if (outcome.kind === 'retry-later') return end({ kind: 'retry-later', delayMs: outcome.delayMs });
    if (outcome.kind === 'cancel') return end({ kind: 'cancelled', message: errorMessage(outcome.reason) });
    fail(outcome.cause ?? value, true);
  }

  const control: TaskControl = {
    async finish(result, given) {
      finish(result, given);
      await written;
    },
    async fail(text) {
      end({ kind: 'failed', error: describeError(new Error(text)), message: errorMessage(text), final: true });
      await written;
    },
  };

  function contextFor(settings: TaskContext['settings']): TaskContext {
    const write =
      (level: 'info' | 'warning' | 'error') =>
      (text: string, context?: object): void => {
        if (!parts.mayWrite()) return;
        const record = log().append(level, text, context);
        announce(events, 'task.log', { id: row.id, ...record });
      };
    let complained = false;
    return {
      id: row.id,
      identifier: row.identifier,
      action: row.action,
      data: row.data,
      attempt: row.attempts,
      maxAttempts: row.maxAttempts,
      priority: priorityWord(row.priority),
      userId: row.startedBy,
      get signal() {
        return signal();
      },
      settings,
      folder: parts.folder ?? workerFolder(storagePath, row.identifier),
      progress(update) {
        const writer = progress();
        writer.push(update);
        const complaint = complained ? undefined : progressComplaint(update);
        if (complaint !== undefined) {
          complained = true; // one line for a loop of thousands
          write('warning')(complaint);
        }
        const latest = events.listenerCount('task.progress') > 0 ? writer.current() : undefined;
        if (latest !== undefined && !ended) announce(events, 'task.progress', { id: row.id, ...latest });
      },
      log: { info: write('info'), warning: write('warning'), error: write('error') },
      async update(change) {
        if (typeof change?.message !== 'string' || ended) return;
        message = storableText(change.message, MAX_MESSAGE);
        await parts.report({ message }).catch(() => undefined); // shown soon by the next write; never a worker's trouble
      },
      [TASK_CONTROL]: control,
    };
  }

  async function begin(): Promise<void> {
    const worker = await parts.instanceOf(row.identifier);
    action = actionNamed(worker.constructor as WorkerClass, row.identifier, row.action);
    const options = await checkedOptions(action);
    if (ended) return;
    if (!parts.mayWrite()) return end(OVERSLEPT);
    const timeoutMs = row.timeoutMs ?? action.timeoutMs;
    if (timeoutMs !== undefined)
      timers.push(
        setTimeout(() => abort('timeout', `Timed out after ${timeoutMs} ms.`), Math.min(timeoutMs, 2 ** 31 - 1)),
      );
    const settings = (worker as HostedWorker)[WORKER_HOST]?.settings() ?? worker.settings();
    try {
      returned(await invokeAction(worker, action, contextFor(settings), options));
    } catch (thrown) {
      signalled(thrown, true);
    }
  }

  async function checkedOptions({ options }: ActionDefinition): Promise<unknown> {
    if (options === undefined) return row.data;
    const { value, problems } = await parts.checkOptions(options, row.data);
    if (problems.length === 0) return value;
    const text = problems.map(({ pointer, message: what }) => `${pointer || 'data'} ${what}`).join('; ');
    fail(new Error(`The task's data does not fit the action's options: ${text}`), true);
    return undefined;
  }

  // What is thrown here is not the handler's. A worker that cannot be loaded fails this attempt like a throwing handler,
  // as the next one may find it repaired; a database that is away is not the task's fault, and nothing has started.
  begin().catch((error: unknown) => (isTemporary(error) ? end(UNREAD) : fail(error, false)));
  const hasFiles = (): boolean => progressWriter !== undefined || logWriter !== undefined || row.attempts > 1;
  return { ending, progress, log, hasFiles, abort, settled };
}

/** `Promise.withResolvers` is not in Node 20. */
export function promiseWith<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}
