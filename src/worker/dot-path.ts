import { describe, StaskError } from '../errors.js';
import type { JsonObject } from './task-interface.js';

/** Never a key of settings: through these, a path could leave the object. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** The value at a path such as `api.timeout`, own properties only; `undefined` when there is none. */
export function readPath(object: JsonObject, path: string): unknown {
  let at: unknown = object;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || FORBIDDEN.has(key) || !Object.hasOwn(at, key)) return undefined;
    at = (at as JsonObject)[key];
  }
  return at;
}

/**
 * A copy of `object` in which each key of `values`, a dot path, has its value; objects on the way are made as needed.
 * The value at the path is replaced, not merged. `object` is not changed and shares what lies outside of the paths.
 *
 * @throws StaskError `STASK_SETTINGS_INVALID` for an empty or forbidden key in a path
 */
export function setPaths(object: JsonObject, values: JsonObject): JsonObject {
  return Object.entries(values).reduce((result, [path, value]) => setKeys(result, keysOf(path), value), object);
}

/**
 * A patch as dot paths and values, so that nested plain objects are merged and everything else replaced:
 * `{ api: { timeout: 5 }, tags: [] }` gives `{ 'api.timeout': 5, tags: [] }`.
 */
export function flattenPatch(patch: JsonObject): JsonObject {
  const flat: JsonObject = Object.create(null) as JsonObject;
  for (const [key, value] of Object.entries(patch)) {
    keysOf(key);
    if (!isPlainObject(value) || Object.keys(value).length === 0) flat[key] = value;
    else for (const [inner, leaf] of Object.entries(flattenPatch(value))) flat[`${key}.${inner}`] = leaf;
  }
  return flat;
}

export function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function setKeys(object: JsonObject, [key, ...rest]: readonly string[], value: unknown): JsonObject {
  if (key === undefined) return object;
  const inner = Object.hasOwn(object, key) ? object[key] : undefined;
  return { ...object, [key]: rest.length === 0 ? value : setKeys(isPlainObject(inner) ? inner : {}, rest, value) };
}

function keysOf(path: string): string[] {
  const keys = path.split('.');
  if (keys.every((key) => key !== '' && !FORBIDDEN.has(key))) return keys;
  throw new StaskError(
    'STASK_SETTINGS_INVALID',
    `A settings path is keys joined by dots, none of them empty or ${[...FORBIDDEN].join(', ')}; got ${describe(path)}.`,
  );
}
