import type { Backoff } from '../worker/action.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { TaskRow } from './task-row.js';

/** A task to insert, checked and complete. */
export interface NewTask {
  readonly identifier: string;
  readonly action: string;
  readonly data: JsonObject;
  readonly priority: number;
  readonly startedBy: string | number | null;
  readonly startAt: Date | null;
  readonly maxAttempts: number;
  readonly uniqueKey: string | null;
  readonly backoff: Backoff | null;
  readonly timeoutMs: number | null;
  /** Ids of tasks that must be completed first, each once. */
  readonly after?: readonly number[];
  readonly groupId?: number;
  /** W3C trace context of the call that asked for it, at most 55 characters. */
  readonly traceparent?: string;
  /** Told of the end. */
  readonly webhook?: { readonly url: string; readonly secret: string | null };
}

/** `created` is false when an unfinished task with the same unique key existed; `row` is that task. */
export interface InsertedTask {
  readonly row: TaskRow;
  readonly created: boolean;
}
