import type { IncomingMessage } from 'node:http';
import { retryLater } from 'stask/worker';
import { inputError } from './input-error.js';

const TRY_AGAIN = [408, 425, 429];

/**
 * Throws for an answer that is not what was asked for: a wait that the server asks for, an error that is worth another
 * attempt, or one that is not.
 */
export function throwRefusal({ statusCode = 0, headers }: IncomingMessage, shown: string): never {
  const waitMs = retryAfterMs(headers['retry-after'], new Date());
  if ((statusCode === 429 || statusCode === 503) && waitMs !== undefined) throw retryLater(waitMs);
  const problem = `"${shown}" answered ${statusCode}.`;
  throw statusCode >= 500 || TRY_AGAIN.includes(statusCode) ? new Error(problem) : inputError(problem);
}

/** Milliseconds of a Retry-After header, which holds seconds or a date; at least a second, at most a day. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 1_000), 86_400_000);
}
