import { isJsonObject, parseSafeJson } from './safe-json.js';
import type { JsonObject } from '../worker/task-interface.js';

/** Most bytes of JSON that a worker may give as default settings, as settings schema or as options of an action. */
export const JSON_LIMIT_BYTES = 256 * 1024;

/** A plain copy as JSON keeps it. Throws an `Error` whose message completes "settings() …" when there is none. */
export function copyAsJson(value: object): JsonObject {
  const text = toJson(value);
  if (text === undefined) throw new Error('is not a JSON object');
  const bytes = Buffer.byteLength(text);
  if (bytes > JSON_LIMIT_BYTES) throw new Error(`is ${bytes} bytes of JSON; at most ${JSON_LIMIT_BYTES} are allowed`);
  const copy = parseSafeJson(text);
  if (!isJsonObject(copy)) throw new Error('is not a JSON object');
  return copy;
}

function toJson(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new Error('cannot be written as JSON (a cycle, a BigInt or a getter that throws)', { cause: error });
  }
}
