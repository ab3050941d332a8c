import { secretPaths } from '../schema/secret-paths.js';
import { isPlainObject } from '../worker/dot-path.js';
import type { JsonObject } from '../worker/task-interface.js';

/** Stands for a stored secret wherever settings leave the host; given back, it keeps what is stored. */
export const SECRET_MARK = { $secret: true } as const;

/** A copy in which every secret that has a value is {@link SECRET_MARK}. */
export function maskSecrets(settings: JsonObject, schema: JsonObject | null): JsonObject {
  const paths = schema === null ? [] : secretPaths(schema).map((path) => path.split('.'));
  return paths.reduce<unknown>((masked, path) => mask(masked, path), settings) as JsonObject;
}

/** A copy of `next` in which every mark is what `stored` has at that place; without one the key goes. */
export function restoreSecrets(next: JsonObject, stored: JsonObject): JsonObject {
  return restore(next, stored) as JsonObject;
}

function mask(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return isEmpty(value) ? value : SECRET_MARK;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (key === '*' || key === String(index) ? mask(item, rest) : item));
  }
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, key === '*' || key === name ? mask(item, rest) : item]),
  );
}

function restore(next: unknown, stored: unknown): unknown {
  if (isMark(next)) return stored;
  if (Array.isArray(next)) {
    return next.map((item: unknown, index) => restore(item, Array.isArray(stored) ? stored[index] : undefined));
  }
  if (!isPlainObject(next)) return next;
  const before = isPlainObject(stored) ? stored : {};
  return Object.fromEntries(
    Object.entries(next)
      .map(([key, item]) => [key, restore(item, Object.hasOwn(before, key) ? before[key] : undefined)] as const)
      .filter(([, item]) => item !== undefined),
  );
}

function isMark(value: unknown): boolean {
  return isPlainObject(value) && value['$secret'] === true && Object.keys(value).length === 1;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
