import { TASK_STATUS } from '../store/task-row.js';
import type { Settlement } from '../store/task-lease.js';
import type { JsonObject } from '../worker/task-interface.js';
import { retryDelayMs, type RetryPolicy } from './retry-delay.js';

/** How one attempt ended, before the row is decided. */
export type Ending =
  | { readonly kind: 'finished'; readonly resultJson: string | null; readonly message: string }
  | {
      readonly kind: 'failed';
      readonly error: JsonObject;
      readonly message: string;
      /** No other attempt, whatever `max_attempts` says. */
      readonly final: boolean;
      /** The worker says so itself, by `markFailed`. */
      readonly marked?: boolean;
    }
  | { readonly kind: 'retry-later'; readonly delayMs: number }
  | { readonly kind: 'cancelled'; readonly message: string }
  /** The task goes back to the queue as if it had not been started. */
  | { readonly kind: 'handed-back'; readonly message: string };

/** The runner stops. */
export const STOPPED: Ending = { kind: 'handed-back', message: 'Handed back by a runner that stopped.' };
/** The runner was away for so long that the task may be somebody else's, and has not called the handler. */
export const OVERSLEPT: Ending = {
  kind: 'handed-back',
  message: 'Handed back: its lease had run out before it was called.',
};
/** The database was away when the worker was to be read, so the handler was not called. */
export const UNREAD: Ending = {
  kind: 'handed-back',
  message: 'Handed back: the database was away before it was called.',
};

export interface Attempt {
  readonly id: number;
  readonly fence: number;
  /** Handler starts so far, this one included. */
  readonly attempts: number;
  readonly maxAttempts: number;
}

/** The write that an ending asks for. Pure; the store applies it only while the run still holds the task. */
export function settlementOf(attempt: Attempt, ending: Ending, policy: RetryPolicy, random: number): Settlement {
  const { id, fence } = attempt;
  const base = { id, fence, resultJson: null, errorJson: null, progress: null, delayMs: 0, uncount: false };
  switch (ending.kind) {
    case 'finished':
      return finished(id, fence, ending.message, ending.resultJson);
    case 'cancelled':
      return { ...base, status: TASK_STATUS.cancelled, message: ending.message };
    case 'retry-later':
      return { ...base, status: 10, message: 'Waits to run again.', delayMs: ending.delayMs, uncount: true };
    case 'handed-back':
      return { ...base, status: 10, message: ending.message, uncount: true };
    default: {
      const errorJson = JSON.stringify(ending.error);
      if (ending.final || attempt.attempts >= attempt.maxAttempts)
        return { ...base, status: TASK_STATUS.failed, message: ending.message, errorJson };
      const delayMs = retryDelayMs(Math.max(1, attempt.attempts), policy, random);
      return { ...base, status: 10, message: ending.message, errorJson, delayMs };
    }
  }
}

/** The most frequent one, made without copies. */
const finished = (id: number, fence: number, message: string, resultJson: string | null): Settlement => ({
  id,
  fence,
  status: TASK_STATUS.finished,
  message,
  resultJson,
  errorJson: null,
  progress: 100,
  delayMs: 0,
  uncount: false,
});
