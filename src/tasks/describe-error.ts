import { serializeError } from 'serialize-error';
import { messageOf } from '../errors.js';
import type { JsonObject } from '../worker/task-interface.js';

const MAX_MESSAGE = 2_000;
const MAX_STACK = 8_000;
const MAX_JSON = 32_000;
const MAX_DEPTH = 5;

/** The text of anything thrown as a row shows it: storable everywhere, at most 2,000 characters. */
export function errorMessage(thrown: unknown): string {
  return storableText(safely(() => messageOf(thrown)) ?? 'unknown error', MAX_MESSAGE);
}

/**
 * Anything thrown as JSON for `s_tasks.error`: `name`, `message`, `stack`, `cause` and the error's own fields, bounded
 * in depth and size. A thrown value that is no error is kept under `value`.
 */
export function describeError(thrown: unknown): JsonObject {
  const basic = { name: nameOf(thrown), message: errorMessage(thrown), ...stackOf(thrown) };
  const full = safely(() => JSON.parse(JSON.stringify(serializeError(thrown, { maxDepth: MAX_DEPTH }))) as unknown);
  const details = isRecord(full) ? full : full === undefined || full === null ? {} : { value: full };
  const described = storable({ ...details, ...basic }) as JsonObject;
  return JSON.stringify(described).length <= MAX_JSON ? described : (storable(basic) as JsonObject);
}

/** Text that every database stores: no NUL, no half surrogates, cut with a note when it is too long. */
export function storableText(text: string, maxCharacters: number): string {
  const note = `… (cut, ${text.length} characters)`;
  const cut = text.length <= maxCharacters ? text : text.slice(0, maxCharacters - note.length) + note;
  return cut.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');
}

function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return thrown === null ? 'null' : typeof thrown;
  return safely(() => storableText(thrown.name, 100)) ?? 'Error';
}

function stackOf(thrown: unknown): { stack?: string } {
  const stack = safely(() => (thrown as Error).stack);
  return typeof stack === 'string' ? { stack: storableText(stack, MAX_STACK) } : {};
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value, MAX_STACK);
  if (Array.isArray(value)) return value.map(storable);
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(members.map(([key, member]) => [storableText(key, 200), storable(member)]));
}

const isRecord = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A thrown object may throw again when it is read (a getter, a proxy); then it simply has nothing to tell. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
