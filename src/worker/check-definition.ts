import { contractInvalid, describe, StaskError } from '../errors.js';
import { checkName } from './action-decorator.js';
import { checkActionOptions, checkFields, schema, text } from './check-action-options.js';
import { isPlainObject } from './dot-path.js';
import type { WorkerDefinition } from './worker-definition.js';

const CHECKS: { readonly [Field in keyof Required<WorkerDefinition>]: (where: string, value: unknown) => void } = {
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
  checkFields('defineWorker', definition, CHECKS);
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
  if (typeof value !== 'function') throw contractInvalid(where, 'a function that returns HTML', value);
}

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
