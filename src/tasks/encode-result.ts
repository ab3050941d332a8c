import { messageOf } from '../errors.js';

/** A result as it is stored: JSON text, and a note when something had to be left out or replaced. */
export interface EncodedResult {
  /** Null for no result (`undefined`). */
  readonly json: string | null;
  readonly note: string | undefined;
}

/**
 * JSON of an action's result. The work is done, so a result that JSON cannot hold does not fail the task: BigInt becomes
 * its digits, a cycle the text `[Circular]`, and anything that still cannot be written is left out with a note.
 */
export function encodeResult(value: unknown): EncodedResult {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol')
    return { json: null, note: value === undefined ? undefined : `The result was a ${typeof value} and is not kept.` };
  try {
    return { json: JSON.stringify(value) ?? null, note: undefined };
  } catch (error) {
    return encodeLoosely(value, error);
  }
}

function encodeLoosely(value: unknown, reason: unknown): EncodedResult {
  try {
    const json = JSON.stringify(value, replaceUnwritable());
    return { json, note: `The result was stored with parts replaced: ${messageOf(reason)}` };
  } catch (error) {
    return { json: null, note: `The result could not be stored as JSON: ${messageOf(error)}` };
  }
}

function replaceUnwritable(): (this: unknown, key: string, value: unknown) => unknown {
  const parents: unknown[] = [];
  return function replace(this: unknown, _key, value) {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    while (parents.length > 0 && parents.at(-1) !== this) parents.pop();
    if (parents.includes(value)) return '[Circular]';
    parents.push(value);
    return value;
  };
}
