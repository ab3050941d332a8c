import { SECRET_MARK } from '../registry/secrets.js';
import { pointerOf } from '../schema/pointer.js';
import { secretPaths } from '../schema/secret-paths.js';
import { isPlainObject } from '../worker/dot-path.js';
import type { JsonObject } from '../worker/task-interface.js';

type Keys = readonly string[];

/** Masked settings in which each secret inside a list says where it is stored, `{ "$secret": true, "at": "/list/0/key" }`. */
export function withPlaces(masked: JsonObject): JsonObject {
  return mapMarks(masked, (mark, keys) => (keys.some(isIndex) ? { ...mark, at: pointerOf(keys) } : mark));
}

/**
 * Puts the stored secret where such a mark is, so that it stays with its entry when entries are moved or removed. The
 * mark of another kind of place is as one without `at`: nothing secret gets to where it can be read.
 */
export function restoreMoved(value: JsonObject, stored: JsonObject, schema: JsonObject | null): JsonObject {
  const secrets = schema === null ? [] : secretPaths(schema).map((path) => path.split('.'));
  return mapMarks(value, ({ at }, keys) => {
    const from = typeof at === 'string' ? keysOf(at) : keys;
    const isSame = kindOf(from) === kindOf(keys) && secrets.some((secret) => covers(secret, keys));
    return typeof at === 'string' && isSame ? valueAt(stored, from) : SECRET_MARK;
  });
}

function mapMarks(value: JsonObject, change: (mark: JsonObject, keys: Keys) => unknown): JsonObject {
  const walk = (part: unknown, keys: Keys): unknown => {
    if (Array.isArray(part)) return part.map((item, index) => walk(item, [...keys, String(index)]));
    if (!isPlainObject(part)) return part;
    if (part['$secret'] === true) return change(part, keys);
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner, [...keys, key])]));
  };
  return walk(value, []) as JsonObject;
}

const isIndex = (key: string): boolean => /^\d+$/.test(key);

/** The same for all entries of a list. */
const kindOf = (keys: Keys): string => pointerOf(keys.map((key) => (isIndex(key) ? '*' : key)));

const covers = (secret: Keys, keys: Keys): boolean =>
  secret.length === keys.length && secret.every((key, index) => key === '*' || key === keys[index]);

const keysOf = (pointer: string): Keys =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

function valueAt(from: unknown, [key, ...rest]: Keys): unknown {
  if (key === undefined) return from;
  const isInside = typeof from === 'object' && from !== null && Object.hasOwn(from, key);
  return isInside ? valueAt((from as JsonObject)[key], rest) : undefined;
}
