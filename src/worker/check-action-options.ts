import { contractInvalid } from '../errors.js';
import type { ActionOptions, Backoff } from './action.js';

type Check = (where: string, value: unknown) => void;

const CHECKS: { readonly [Key in keyof Required<ActionOptions>]: Check } = {
  title: text,
  description: text,
  options: schema,
  timeoutMs: (where, value) => wholeNumber(where, value, 1),
  maxAttempts: (where, value) => wholeNumber(where, value, 1),
  backoff,
  priority: (where, value) => oneOf(where, value, ['low', 'normal', 'high']),
  concurrency: (where, value) => wholeNumber(where, value, 1),
};

const BACKOFF_CHECKS: { readonly [Key in keyof Required<Exclude<Backoff, number>>]: Check } = {
  type: (where, value) => oneOf(where, value, ['exponential', 'fixed']),
  delayMs: (where, value) => wholeNumber(where, value, 0),
  maxDelayMs: (where, value) => wholeNumber(where, value, 0),
  jitter: (where, value) => {
    if (typeof value !== 'boolean') throw contractInvalid(where, 'true or false', value);
  },
};

/**
 * Checks what an author says about an action, however it was said.
 *
 * @param where how the author wrote it, such as `@Action`; the field is appended
 * @throws StaskError `STASK_CONTRACT_INVALID` naming the field and its value; unknown fields too
 */
export function checkActionOptions(where: string, options: ActionOptions): void {
  checkFields(where, options, CHECKS);
}

/** Runs a check for each given field; a field without a check is an error that lists the known ones. */
export function checkFields(where: string, object: object, checks: { readonly [field: string]: Check }): void {
  for (const [field, value] of Object.entries(object) as Array<[string, unknown]>) {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
    if (check === undefined) throw contractInvalid(where, `only the fields ${Object.keys(checks).join(', ')}`, field);
    if (value !== undefined) check(`${where} ${field}`, value);
  }
}

export function text(where: string, value: unknown): void {
  if (typeof value !== 'string') throw contractInvalid(where, 'a text', value);
}

/** A schema: a class, a Standard Schema (some are functions) or a JSON Schema object. Its content is checked when it is used. */
export function schema(where: string, value: unknown): void {
  const usable = typeof value === 'function' || (typeof value === 'object' && value !== null && !Array.isArray(value));
  if (!usable)
    throw contractInvalid(where, 'a class-validator DTO class, a Standard Schema or a JSON Schema object', value);
}

function wholeNumber(where: string, value: unknown, minimum: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < minimum) {
    throw contractInvalid(where, `a whole number, ${minimum} or more`, value);
  }
}

function oneOf(where: string, value: unknown, words: readonly string[]): void {
  if (!words.includes(value as string)) {
    throw contractInvalid(where, words.map((word) => `'${word}'`).join(' or '), value);
  }
}

function backoff(where: string, value: unknown): void {
  if (typeof value === 'number') return wholeNumber(where, value, 0);
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    throw contractInvalid(where, "milliseconds or { type: 'exponential' | 'fixed', … }", value);
  }
  checkFields(where, value, BACKOFF_CHECKS);
}
