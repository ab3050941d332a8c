import { shownValue } from '../check-fields.js';
import { StaskError } from '../errors.js';

/** @throws STASK_USAGE unless it is a finite number of 0 or more */
export function atLeastZero(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new StaskError('STASK_USAGE', `${name} must be a number of 0 or more, got ${shownValue(value)}.`);
}

/** @throws STASK_USAGE unless it is a finite number above 0 */
export function aboveZero(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new StaskError('STASK_USAGE', `${name} must be a number above 0, got ${shownValue(value)}.`);
}

/** @throws STASK_USAGE unless it is a whole number of 1 or more */
export function wholeNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new StaskError('STASK_USAGE', `${name} must be a whole number of at least 1, got ${shownValue(value)}.`);
}
