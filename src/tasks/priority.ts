import { StaskError } from '../errors.js';
import type { Priority } from '../worker/action.js';

/** In the table priority is a small number, so that one index orders claims: high before normal before low. */
const NUMBERS: Readonly<Record<Priority, number>> = { high: 1, normal: 2, low: 3 };
const WORDS: Readonly<Record<number, Priority>> = { 1: 'high', 2: 'normal', 3: 'low' };

export const PRIORITY_LOW = NUMBERS.low;
export const PRIORITY_NORMAL = NUMBERS.normal;
export const PRIORITY_HIGH = NUMBERS.high;

/** @throws STASK_PRIORITY_INVALID */
export function priorityNumber(word: unknown): number {
  if (typeof word === 'string' && Object.hasOwn(NUMBERS, word)) return NUMBERS[word as Priority];
  const got = typeof word === 'string' ? JSON.stringify(word) : String(word);
  throw new StaskError('STASK_PRIORITY_INVALID', `priority must be "low", "normal" or "high", got ${got}.`);
}

export const priorityWord = (number: number): Priority => WORDS[number] ?? 'normal';
