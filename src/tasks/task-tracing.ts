import type { ClaimedTask } from '../store/task-row.js';
import type { JsonObject } from '../worker/task-interface.js';

/** How attempts are told to a tracing system of the host. Nothing here may fail a task. */
export interface TaskTracing {
  /** Called right before the handler; `row` has this attempt counted. */
  attempt(row: ClaimedTask, runner: string): AttemptTrace;
}

export interface AttemptTrace {
  /** Calls with the attempt as what is traced, in the call and in everything it starts. */
  within<T>(call: () => T): T;
  end(end: AttemptEnd): void;
}

export interface AttemptEnd {
  /** `completed`, `failed`, `retried`, `cancelled`, `handed-back` or `lost`. */
  readonly outcome: string;
  readonly durationMs: number;
  /** What was thrown, as it is stored. */
  readonly error: JsonObject | undefined;
}

/** Calls, and tells nobody. */
export const UNTRACED: AttemptTrace = {
  within: (call) => call(),
  end() {},
};

/** For hosts without a tracing system. */
export const NO_TRACING: TaskTracing = { attempt: () => UNTRACED };
