import { nonRetryable } from 'stask/worker';

/** What was asked or set cannot work however often it is tried. Thrown, it fails the task for good. */
export function inputError(message: string, options: ErrorOptions = {}): Error {
  return nonRetryable(options.cause === undefined ? message : new Error(message, options));
}
