import { isPlainObject } from '../worker/dot-path.js';
import type { JsonObject } from '../worker/task-interface.js';

/** Stored settings over the author's defaults: objects are merged, everything else is replaced. Changes neither. */
export function mergeSettings(defaults: JsonObject, stored: JsonObject): JsonObject {
  const merged: JsonObject = { ...defaults };
  for (const [key, value] of Object.entries(stored)) {
    if (key === '__proto__') continue; // an own key of parsed JSON; assigning it would change the prototype
    const inner = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isPlainObject(value) && isPlainObject(inner) ? mergeSettings(inner, value) : value;
  }
  return merged;
}
