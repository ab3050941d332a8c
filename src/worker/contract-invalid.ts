import { StaskError } from '../errors.js';

/** The error for an argument an author got wrong: where, what is expected there, what came. */
export function contractInvalid(where: string, expected: string, got: unknown, cause?: unknown): StaskError {
  const message = `${where} expects ${expected}, got ${describe(got)}.`;
  return new StaskError('STASK_CONTRACT_INVALID', message, cause === undefined ? {} : { cause });
}

/** A value in a few words for a message: short values as they are, others by their type; never runs code of the value. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length <= 80 ? JSON.stringify(value) : `a text of ${value.length} characters`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object';
    default:
      return String(value);
  }
}
