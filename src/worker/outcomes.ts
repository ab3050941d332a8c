import { contractInvalid } from '../errors.js';
import { OUTCOME } from './shared-keys.js';

/** Longest delay of {@link retryLater}: 10 years in milliseconds. */
const LONGEST_DELAY_MS = 10 * 365 * 86_400_000;

/** What an action asked for instead of a result. */
export type Outcome =
  | { readonly kind: 'retry-later'; readonly delayMs: number }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'non-retryable'; readonly message: string; readonly cause: unknown };

/** A signal to the runner; an Error, so that it can be thrown, and as good when returned. */
export interface OutcomeSignal<T extends Outcome = Outcome> extends Error {
  readonly [OUTCOME]: T;
}

/**
 * Asks for another run after `delayMs` milliseconds; the attempt made does not count. Throw or return it.
 *
 * @param delayMs 0 or more, at most ten years
 */
export function retryLater(delayMs: number): OutcomeSignal<Outcome & { kind: 'retry-later' }> {
  if (typeof delayMs !== 'number' || !(delayMs >= 0 && delayMs <= LONGEST_DELAY_MS)) {
    throw contractInvalid('retryLater(delayMs)', 'milliseconds from 0 to ten years', delayMs);
  }
  return signal('RetryLater', `Asked to run again in ${delayMs} ms.`, { kind: 'retry-later', delayMs });
}

/** Ends the task as cancelled, for this reason. Throw or return it. */
export function cancelTask(reason = 'Cancelled by the worker.'): OutcomeSignal<Outcome & { kind: 'cancel' }> {
  if (typeof reason !== 'string') throw contractInvalid('cancelTask(reason)', 'a text', reason);
  return signal('TaskCancelled', reason, { kind: 'cancel', reason });
}

/** Ends the task as failed without another attempt, whatever `maxAttempts` says. Throw or return it. */
export function nonRetryable(problem: Error | string): OutcomeSignal<Outcome & { kind: 'non-retryable' }> {
  if (typeof problem !== 'string' && !(problem instanceof Error)) {
    throw contractInvalid('nonRetryable(problem)', 'an Error or a text', problem);
  }
  const message = typeof problem === 'string' ? problem : problem.message || problem.name;
  const cause = typeof problem === 'string' ? undefined : problem;
  return signal('NonRetryableError', message, { kind: 'non-retryable', message, cause }, cause);
}

/** What a thrown or returned value of an action asks for, or `undefined` when it is an ordinary error or result. */
export function outcomeOf(value: unknown): Outcome | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, OUTCOME)?.value as Outcome | undefined;
}

function signal<T extends Outcome>(name: string, message: string, outcome: T, cause?: Error): OutcomeSignal<T> {
  const error = new Error(message, cause === undefined ? {} : { cause });
  Object.defineProperty(error, 'name', { value: name, configurable: true });
  return Object.defineProperty(error, OUTCOME, { value: Object.freeze(outcome) }) as OutcomeSignal<T>;
}
