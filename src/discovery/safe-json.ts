import type { JsonObject } from '../worker/task-interface.js';

/** Parses JSON of doubtful origin: a key `__proto__` is left out at every depth. Throws as `JSON.parse` does. */
export function parseSafeJson(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
}

/** True for what `{…}` in JSON gives: an object that is neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
