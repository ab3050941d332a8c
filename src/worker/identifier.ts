import { StaskError } from '../errors.js';
import { describe } from './contract-invalid.js';

/** What an identifier of a worker looks like. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

export function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && IDENTIFIER.test(value);
}

/** @throws StaskError `STASK_IDENTIFIER_INVALID` */
export function checkIdentifier(value: unknown): void {
  if (isIdentifier(value)) return;
  throw new StaskError(
    'STASK_IDENTIFIER_INVALID',
    `A worker identifier is 1 to 64 letters, digits, "_" or "-" and begins with a letter; got ${describe(value)}.`,
  );
}
