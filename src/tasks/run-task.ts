import type { StaskEvents } from '../events.js';
import type { ClaimedTask } from '../store/task-row.js';
import type { ActionDefinition } from '../worker/action.js';
import { actionNamed, invokeAction } from '../worker/invoke-action.js';
import { outcomeOf } from '../worker/outcomes.js';
import { WORKER_HOST } from '../worker/shared-keys.js';
import type { TaskContext } from '../worker/task-context.js';
import type { HostedWorker, TaskInterface, WorkerClass } from '../worker/task-interface.js';
import { abortReason, type AbortKind } from './attempt-signals.js';
import { describeError, errorMessage, storableText } from './describe-error.js';
import { encodeResult } from './encode-result.js';
import { OVERSLEPT, STOPPED, UNREAD, type Ending } from './outcome.js';
import { openProgress, type ProgressWriter } from './progress-file.js';
import { createRunContext, type ContextSource } from './run-context.js';
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
  /** A worker's own folder. */
  readonly folderOf: (identifier: string) => string;
  readonly events: StaskEvents;
  /** Writes progress or message of the running task to its row. */
  readonly report: (row: ClaimedTask, change: { progress?: number; message?: string }) => Promise<void>;
  /**
   * False once the lease may have passed to another runner: the handler is not called any more, and files are left alone.
   */
  readonly mayWrite: (row: ClaimedTask) => boolean;
  /** Told when a handler goes on after its grace has passed. */
  readonly onStuck: (row: ClaimedTask, kind: AbortKind, askedMsAgo: number) => void;
}

export interface Run {
  /** How the attempt ended; `lost` when another runner has the task. Never rejects. */
  readonly ending: Promise<RunEnding>;
  /** Opened at the first use, as most short tasks have none. */
  progress(): ProgressWriter;
  log(): TaskLogWriter;
  /** Whether this run, or an earlier one of the task, may have written to its files. */
  hasFiles(): boolean;
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
  const run = new TaskRun(row, parts);
  void run.begin();
  return run;
}

/** A class, as thousands are made in a second: one object instead of a closure for each of its functions. */
class TaskRun implements Run, ContextSource {
  readonly row: ClaimedTask;
  readonly parts: RunParts;
  readonly ending: Promise<RunEnding>;
  ended = false;
  #resolve!: (ending: RunEnding) => void;
  readonly #startedAt = Date.now();
  #message = '';
  #action: ActionDefinition | undefined;
  #progress: ProgressWriter | undefined;
  #log: TaskLogWriter | undefined;
  #aborted: AbortKind | undefined;
  #reason: unknown;
  #controller: AbortController | undefined;
  #timers: NodeJS.Timeout[] | undefined;
  #written: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  #isWritten = false;

  constructor(row: ClaimedTask, parts: RunParts) {
    this.row = row;
    this.parts = parts;
    this.ending = new Promise((resolve) => (this.#resolve = resolve));
  }

  /**
   * Never rejects. What is thrown outside of the handler is not the handler's: a worker that cannot be loaded fails this
   * attempt like a throwing handler, as the next one may find it repaired; a database that is away is not the task's
   * fault, and nothing has started.
   */
  async begin(): Promise<void> {
    const { row, parts } = this;
    try {
      const worker = await parts.instanceOf(row.identifier);
      const action = (this.#action = actionNamed(worker.constructor as WorkerClass, row.identifier, row.action));
      const options = action.options === undefined ? row.data : await this.#checked(action.options);
      if (this.ended) return;
      if (!parts.mayWrite(row)) return this.#end(OVERSLEPT);
      this.#limit(row.timeoutMs ?? action.timeoutMs);
      const settings = (worker as HostedWorker)[WORKER_HOST]?.settings() ?? worker.settings();
      await this.#call(worker, action, createRunContext(this, settings), options);
    } catch (error) {
      if (isTemporary(error)) this.#end(UNREAD);
      else this.#fail(error, false);
    }
  }

  async #call(worker: TaskInterface, action: ActionDefinition, context: TaskContext, options: unknown): Promise<void> {
    try {
      this.#returned(await invokeAction(worker, action, context, options));
    } catch (thrown) {
      this.#signalled(thrown, true);
    }
  }

  async #checked(schema: NonNullable<ActionDefinition['options']>): Promise<unknown> {
    const { value, problems } = await this.parts.checkOptions(schema, this.row.data);
    if (problems.length === 0) return value;
    const text = problems.map(({ pointer, message: what }) => `${pointer || 'data'} ${what}`).join('; ');
    this.#fail(new Error(`The task's data does not fit the action's options: ${text}`), true);
    return undefined;
  }

  #limit(timeoutMs: number | undefined): void {
    if (timeoutMs === undefined) return;
    const abort = (): void => this.#abort('timeout', `Timed out after ${timeoutMs} ms.`);
    (this.#timers ??= []).push(setTimeout(abort, Math.min(timeoutMs, 2 ** 31 - 1)));
  }

  progress(): ProgressWriter {
    return (this.#progress ??= openProgress({
      storagePath: this.parts.storagePath,
      taskId: this.row.id,
      attempt: this.row.attempts,
      startedAt: this.#startedAt,
      onRow: ({ progress, message }) => this.parts.report(this.row, { progress, ...(message !== '' && { message }) }),
      mayWrite: () => this.parts.mayWrite(this.row),
    }));
  }

  log(): TaskLogWriter {
    return (this.#log ??= openTaskLog({ storagePath: this.parts.storagePath, taskId: this.row.id }));
  }

  hasFiles(): boolean {
    return this.#progress !== undefined || this.#log !== undefined || this.row.attempts > 1;
  }

  abort(kind: AbortKind): void {
    this.#abort(kind);
  }

  /** Made when a handler asks for it: most short ones never do, and it is the dearest part of a run. */
  signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  async tell(message: string): Promise<void> {
    this.#message = storableText(message, MAX_MESSAGE);
    // shown soon by the next write; never a worker's trouble
    await this.parts.report(this.row, { message: this.#message }).catch(() => undefined);
  }

  finish(result: unknown, message?: string): Promise<void> {
    this.#finish(result, message);
    return this.#writtenPromise();
  }

  fail(text: string): Promise<void> {
    this.#fail(new Error(text), true, true);
    return this.#writtenPromise();
  }

  settled(): void {
    this.#isWritten = true;
    this.#written?.resolve();
  }

  #writtenPromise(): Promise<void> {
    return this.#isWritten ? Promise.resolve() : (this.#written ??= promiseWith<void>()).promise;
  }

  #end(ending: Ending | 'lost', result?: unknown): void {
    if (this.ended) return;
    this.ended = true;
    if (this.#timers !== undefined) for (const timer of this.#timers) clearTimeout(timer);
    this.#resolve({ ending, result, action: this.#action });
  }

  #finish(result: unknown, given?: string): void {
    const { json, note } = encodeResult(result);
    const text = given ?? (note === undefined ? this.#message : [this.#message, note].filter(Boolean).join(' '));
    this.#end({ kind: 'finished', resultJson: json, message: storableText(text, MAX_MESSAGE) }, result);
  }

  #fail(thrown: unknown, final: boolean, marked = false): void {
    this.#end({ kind: 'failed', error: describeError(thrown), message: errorMessage(thrown), final, marked });
  }

  #abort(kind: AbortKind, detail?: string): void {
    if (this.ended || this.#aborted !== undefined) return;
    this.#aborted = kind;
    const askedAt = performance.now();
    const giveUp = (): void => {
      if (!this.ended && kind !== 'lost') this.parts.onStuck(this.row, kind, Math.round(performance.now() - askedAt));
      this.#endAborted(kind);
    };
    (this.#timers ??= []).push(setTimeout(giveUp, GRACE_MS[kind]));
    this.#reason = abortReason(kind, detail);
    this.#controller?.abort(this.#reason);
  }

  /** What an aborted run comes to, whatever its handler returned or threw after that. */
  #endAborted(kind: AbortKind): void {
    if (kind === 'lost') this.#end('lost');
    else if (kind === 'stop') this.#end(STOPPED);
    else if (kind === 'timeout') this.#fail(this.#reason, false);
    else this.#end({ kind: 'cancelled', message: 'Cancelled while it ran.' });
  }

  #returned(value: unknown): void {
    if (outcomeOf(value) !== undefined) return this.#signalled(value, false);
    if (this.#aborted === undefined || this.#aborted === 'stop') return this.#finish(value);
    this.#endAborted(this.#aborted);
  }

  #signalled(value: unknown, thrown: boolean): void {
    const outcome = outcomeOf(value);
    if (this.#aborted !== undefined && (outcome === undefined || thrown)) return this.#endAborted(this.#aborted);
    if (outcome === undefined) return this.#fail(value, false);
    if (outcome.kind === 'retry-later') return this.#end({ kind: 'retry-later', delayMs: outcome.delayMs });
    if (outcome.kind === 'cancel') return this.#end({ kind: 'cancelled', message: errorMessage(outcome.reason) });
    this.#fail(outcome.cause ?? value, true);
  }
}

/** `Promise.withResolvers` is not in Node 20. */
export function promiseWith<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}
