import { nonRetryable } from 'stask/worker';

/**
 * What the caller gave cannot work however often it is tried: a missing file, a wrong header, a setting that is not
 * set. Thrown, it fails the task for good.
 */
export function inputError(message: string, options: ErrorOptions = {}): Error {
  return nonRetryable(options.cause === undefined ? message : new Error(message, options));
}
