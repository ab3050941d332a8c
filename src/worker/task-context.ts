import type { Priority } from './action.js';
import type { TASK_CONTROL } from './shared-keys.js';
import type { JsonObject } from './task-interface.js';

/** One report of how far a run is; everything is optional and what is missing is kept or computed. */
export interface ProgressUpdate {
  /** 0 to 100; fractions are cut, values outside are clamped, NaN is ignored. Computed from processed / total when absent. */
  progress?: number;
  processed?: number;
  total?: number;
  /** Ready text such as `2m 10s`; computed when absent. */
  eta?: string;
  message?: string;
  /** Changes nothing: the run decides. May be given, as in the guide of the PHP package. */
  status?: 'pending' | 'preparing' | 'running' | 'completed' | 'failed' | 'cancelled';
}

/** The task's own log; lines go to `<storage>/<id>.jsonl`. */
export interface TaskLog {
  info(message: string, context?: JsonObject): void;
  warning(message: string, context?: JsonObject): void;
  error(message: string, context?: JsonObject): void;
}

export interface TaskControl {
  /** Ends the run as finished with this result and message; the first terminal call counts. */
  finish(result?: unknown, message?: string): Promise<void>;
  /** Ends the run as failed for good, without another attempt; the first terminal call counts. */
  fail(message: string): Promise<void>;
}

/** What an action gets as its first argument. */
export interface TaskContext {
  readonly id: number;
  readonly identifier: string;
  readonly action: string;
  readonly data: JsonObject;
  /** 1 on the first run. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly priority: Priority;
  readonly userId: string | number | null;
  /** Aborts on cancel, timeout, lost lease and shutdown; `signal.reason` says which. */
  readonly signal: AbortSignal;
  /** Stored settings merged over the worker's defaults at the start of the run. */
  readonly settings: JsonObject;
  /**
   * Absolute path of the worker's own folder in the host's storage, `<storage>/files/<identifier>`; make it before the
   * first write. What lies in it is kept until the worker deletes it, and may be the `file` of a result.
   */
  readonly folder: string;
  /** Reports progress; cheap, coalesced, never throws and never blocks. */
  progress(update: ProgressUpdate): void;
  readonly log: TaskLog;
  /** Changes the message that users see beside the running task. */
  update(change: { message?: string }): Promise<void>;
  readonly [TASK_CONTROL]: TaskControl;
}
