import { maskSecrets, SECRET_MARK } from '../registry/secrets.js';
import { isPlainObject } from '../worker/dot-path.js';
import type { JsonObject } from '../worker/task-interface.js';

/** Names under which people keep secrets even where no schema says so. */
const SECRET_NAME = /pass(word|phrase|wd)?$|secret|token$|api[_-]?key$|private[_-]?key$|credential|authorization$/i;
const MAX_DEPTH = 20;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** A copy for people: secrets by the schema and by their names are `{ "$secret": true }`. */
export function maskForDisplay(value: JsonObject, schema: JsonObject | null = null): JsonObject {
  return maskByName(maskSecrets(value, schema), 0) as JsonObject;
}

/** The same by names only, for results, errors and log contexts. */
export function maskUnknown(value: unknown): unknown {
  return maskByName(value, 0);
}

function maskByName(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => maskByName(item, depth + 1));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isSecretName(key) && holdsSomething(item) ? SECRET_MARK : maskByName(item, depth + 1),
    ]),
  );
}

const holdsSomething = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || isPlainObject(value);
