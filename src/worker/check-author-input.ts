import { contractInvalid, describe, StaskError } from '../errors.js';
import { canonicalActionName } from './action-name.js';
import type { ActionOptions, Backoff } from './action.js';
import { isPlainObject } from './dot-path.js';
import type { WorkerDefinition } from './worker-definition.js';

type Check = (where: string, value: unknown) => void;

const ACTION_CHECKS: { readonly [Key in keyof Required<ActionOptions>]: Check } = {
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
  checkFields(where, options, ACTION_CHECKS);
}

/** Runs a check for each given field; a field without a check is an error that lists the known ones. */
function checkFields(where: string, object: object, checks: { readonly [field: string]: Check }): void {
  for (const [field, value] of Object.entries(object) as Array<[string, unknown]>) {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
    if (check === undefined) throw contractInvalid(where, `only the fields ${Object.keys(checks).join(', ')}`, field);
    if (value !== undefined) check(`${where} ${field}`, value);
  }
}

function text(where: string, value: unknown): void {
  if (typeof value !== 'string') throw contractInvalid(where, 'a text', value);
}

/** A schema: a class, a Standard Schema (some are functions) or a JSON Schema object. Its content is checked when it is used. */
function schema(where: string, value: unknown): void {
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

/** Throws unless `name` has a canonical form. */
export function checkName(where: string, name: unknown): string {
  const canonical = canonicalActionName(name as string);
  if (canonical !== undefined) return canonical;
  const rule =
    'ASCII letters and digits in words joined by "_" or "-", a letter first, at most 64 characters, not "constructor"';
  throw contractInvalid(where, `an action name (${rule})`, name);
}

const DEFINITION_CHECKS: {
  readonly [Field in keyof Required<WorkerDefinition>]: (where: string, value: unknown) => void;
} = {
  identifier: (_where, value) => checkIdentifier(value),
  scope: text,
  title: text,
  description: text,
  icon: text,
  settings,
  settingsSchema: schema,
  renderWidget: method,
  renderSettings: method,
  actions,
};

/**
 * Checks the argument of `defineWorker`.
 *
 * @throws StaskError `STASK_CONTRACT_INVALID`, `STASK_IDENTIFIER_INVALID` or `STASK_ACTION_CONFLICT`, naming the field
 */
export function checkDefinition(definition: WorkerDefinition): void {
  jsonObject('defineWorker', definition);
  checkIdentifier(definition.identifier);
  if (definition.actions === undefined) throw contractInvalid('defineWorker actions', 'one action or more', undefined);
  checkFields('defineWorker', definition, DEFINITION_CHECKS);
}

function actions(where: string, value: unknown): void {
  jsonObject(where, value);
  const keys = new Map<string, string>();
  for (const [key, source] of Object.entries(value as object) as Array<[string, unknown]>) {
    const name = checkName(where, key);
    const other = keys.get(name);
    if (other !== undefined) throw sharedName(where, name, other, key);
    keys.set(name, key);
    action(`${where}.${key}`, source);
  }
  if (keys.size === 0) throw contractInvalid(where, 'one action or more', value);
}

function action(where: string, source: unknown): void {
  if (typeof source === 'function') return;
  if (!isPlainObject(source) || typeof source['run'] !== 'function') {
    throw contractInvalid(where, 'a function or an object with a function `run`', source);
  }
  const { run: _run, ...options } = source;
  checkActionOptions(where, options);
}

function sharedName(where: string, name: string, one: string, other: string): StaskError {
  return new StaskError(
    'STASK_ACTION_CONFLICT',
    `${where} "${one}" and "${other}" are both the action "${name}". Rename or remove one.`,
  );
}

function jsonObject(where: string, value: unknown): void {
  if (!isPlainObject(value)) throw contractInvalid(where, 'a plain object', value);
}

function settings(where: string, value: unknown): void {
  jsonObject(where, value);
  try {
    JSON.stringify(structuredClone(value));
  } catch (cause) {
    throw contractInvalid(where, 'values that JSON can hold', value, cause);
  }
}

function method(where: string, value: unknown): void {
  if (typeof value !== 'function')
    throw contractInvalid(where, 'a function that returns HTML or, for renderWidget, a widget', value);
}

/** What an identifier of a worker looks like. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

export function isIdentifier(value: unknown): boolean {
  return typeof value === 'string' && IDENTIFIER.test(value);
}

/** @throws StaskError `STASK_IDENTIFIER_INVALID` */
function checkIdentifier(value: unknown): void {
  if (isIdentifier(value)) return;
  throw new StaskError(
    'STASK_IDENTIFIER_INVALID',
    `A worker identifier is 1 to 64 letters, digits, "_" or "-" and begins with a letter; got ${describe(value)}.`,
  );
}
