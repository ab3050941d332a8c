import type { Backoff } from '../worker/action.js';

/** A backoff with every field filled in. */
export interface RetryPolicy {
  readonly type: 'exponential' | 'fixed';
  readonly delayMs: number;
  readonly maxDelayMs: number;
  readonly jitter: boolean;
}

export const DEFAULT_RETRY: RetryPolicy = { type: 'exponential', delayMs: 1000, maxDelayMs: 3_600_000, jitter: true };

/** A plain number of milliseconds is a fixed delay without jitter. */
export function retryPolicy(backoff: Backoff | undefined): RetryPolicy {
  if (backoff === undefined) return DEFAULT_RETRY;
  if (typeof backoff === 'number') return { type: 'fixed', delayMs: backoff, maxDelayMs: backoff, jitter: false };
  return { ...DEFAULT_RETRY, ...backoff };
}

/**
 * Delay before the next attempt of a failed task, in milliseconds: exponential doubles from `delayMs` up to
 * `maxDelayMs` (1 s, 2 s, 4 s … 1 h by default). Jitter takes away up to half, so that tasks that failed together do
 * not come back together.
 *
 * @param attempt attempts made so far, 1 or more
 * @param random 0 up to 1
 * @throws RangeError when `attempt` is not a whole number of 1 or more
 * @see docs/state-machine.md, "running → planned"
 */
export function retryDelayMs(attempt: number, policy: RetryPolicy, random: number): number {
  if (!Number.isSafeInteger(attempt) || attempt < 1) throw new RangeError(`attempt must be 1 or more, got ${attempt}`);
  const grown = policy.type === 'fixed' ? policy.delayMs : policy.delayMs * 2 ** Math.min(attempt - 1, 52);
  const capped = Math.min(grown, policy.maxDelayMs);
  return Math.round(policy.jitter ? capped * (1 - random / 2) : capped);
}
