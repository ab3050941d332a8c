import { StaskError, type FieldProblem } from '../errors.js';
import type { JsonObject } from '../worker/task-interface.js';

export const MAX_DATA_BYTES = 1_000_000;
const MAX_DEPTH = 100;

/**
 * Checks that data is a plain JSON object that every database stores and gives back unchanged.
 * Refused, with the place: cycles, BigInt, functions, symbols, dates and other class instances, NaN and infinities,
 * `undefined` in arrays, keys named `__proto__`, NUL characters and lone surrogates (PostgreSQL and MySQL refuse
 * them), more than `maxBytes`. Properties that are `undefined` are left out, as in JSON.
 *
 * @throws STASK_DATA_INVALID
 */
export function checkData(data: unknown, maxBytes = MAX_DATA_BYTES): string {
  if (!isPlainObject(data)) throw refused([{ pointer: '', message: `must be a plain JSON object, got ${kind(data)}` }]);
  const problem = firstProblem(data, []);
  if (problem !== undefined) throw refused([problem]);
  const json = JSON.stringify(data);
  const bytes = Buffer.byteLength(json);
  if (bytes <= maxBytes) return json;
  const message = `is ${bytes} bytes as JSON, more than ${maxBytes}; put large input into a file and pass its path`;
  throw refused([{ pointer: '', message }]);
}

/** A JSON object made by `{}`, JSON.parse or a null prototype; of this realm or another. */
export function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The place is put together on the way back from a problem: most data has none. */
function firstProblem(value: unknown, parents: object[]): FieldProblem | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'string') return here(textProblem(value));
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : here(`is ${value}, which JSON cannot hold`);
  if (typeof value !== 'object') return here(`is a ${typeof value}, which JSON cannot hold${hint(value)}`);
  if (parents.includes(value)) return here('refers back to an object that contains it');
  if (parents.length >= MAX_DEPTH) return here(`is nested deeper than ${MAX_DEPTH} levels`);
  parents.push(value);
  const problem = Array.isArray(value) ? itemProblem(value, parents) : memberProblem(value, parents);
  parents.pop();
  return problem;
}

function itemProblem(items: readonly unknown[], parents: object[]): FieldProblem | undefined {
  for (let index = 0; index < items.length; index++) {
    const problem = firstProblem(items[index], parents);
    if (problem !== undefined) return within(String(index), problem);
  }
  return undefined;
}

function memberProblem(value: object, parents: object[]): FieldProblem | undefined {
  if (!isPlainObject(value)) return here(`is ${kind(value)}, not a plain object${hint(value)}`);
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return within(key, here('a key named "__proto__" is refused')!);
    const bad = textProblem(key);
    if (bad !== undefined) return here(`has a key that ${bad}`);
    if (value[key] === undefined) continue;
    const problem = firstProblem(value[key], parents);
    if (problem !== undefined) return within(key, problem);
  }
  return undefined;
}

const here = (message: string | undefined): FieldProblem | undefined =>
  message === undefined ? undefined : { pointer: '', message };

const within = (key: string, { pointer, message }: FieldProblem): FieldProblem => ({
  pointer: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`,
  message,
});

/** Why a text cannot be stored on every database; undefined when it can. */
export function textProblem(text: string): string | undefined {
  if (text.includes('\0')) return 'contains a NUL character, which databases refuse; remove it or use base64';
  if (!isWellFormed(text)) return 'contains half of a surrogate pair, which is not valid Unicode';
  return undefined;
}

/** `String.prototype.isWellFormed` is in Node 20 but not in its ES2023 types. */
const isWellFormed = (text: string): boolean => (text as unknown as { isWellFormed(): boolean }).isWellFormed();

const hint = (value: unknown): string => {
  if (typeof value === 'bigint') return '; pass it as a string';
  return value instanceof Date ? '; pass date.toISOString()' : '';
};

function kind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
  const made = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof made === 'string' && made !== '' ? `an instance of ${made}` : 'an object of a class';
}

function refused(fields: readonly FieldProblem[]): StaskError {
  const [first] = fields;
  return new StaskError('STASK_DATA_INVALID', `Task data${first!.pointer} ${first!.message}.`, { fields });
}
