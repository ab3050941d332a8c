import { StaskError } from '../errors.js';

/** The command line itself is wrong: exit 2. */
export const usageError = (message: string, cause?: unknown): StaskError =>
  new StaskError('STASK_USAGE', message, cause === undefined ? {} : { cause });
