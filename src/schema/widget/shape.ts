import { describe, type FieldProblem } from '../../errors.js';
import { nearNames } from '../../near-names.js';
import { isPlainObject } from '../../worker/dot-path.js';
import type { JsonObject } from '../../worker/task-interface.js';
import { pointerOf } from '../pointer.js';

/** Where a check stands, and what it has found so far. */
export interface Place {
  readonly path: readonly PropertyKey[];
  readonly found: FieldProblem[];
  /** Groups around this place. */
  readonly depth: number;
  /** Names of the worker's actions. */
  readonly actions: readonly string[];
}

/** One kind of value: its JSON Schema, and the check that gives a plain copy of it. */
export interface Shape {
  /** In words, after "expects". */
  readonly expected: string;
  readonly schema: JsonObject;
  /** Whether a value is of the right type, whatever is in it: decides between alternatives. */
  readonly takes: (value: unknown) => boolean;
  /** Called with a value that `takes`; problems go to `place.found`. */
  readonly copy: (value: unknown, place: Place) => unknown;
}

export function copyOf(shape: Shape, value: unknown, place: Place): unknown {
  if (shape.takes(value)) return shape.copy(value, place);
  return wrong(place, shape.expected, describe(value));
}

export function wrong({ path, found }: Place, expected: string, got: string): undefined {
  found.push({ pointer: pointerOf(path), message: `expects ${expected}, got ${got}` });
}

export const below = (place: Place, ...keys: PropertyKey[]): Place => ({ ...place, path: [...place.path, ...keys] });

export function text(maxLength: number): Shape {
  const expected = `a text of at most ${maxLength} characters`;
  return {
    expected,
    schema: { type: 'string', maxLength },
    takes: (value) => typeof value === 'string',
    copy: (value, place) => ((value as string).length <= maxLength ? value : wrong(place, expected, describe(value))),
  };
}

/** A finite number between two bounds. */
export function number(minimum = -Infinity, above = -Infinity): Shape {
  const limit = minimum > -Infinity ? `, ${minimum} or more` : above > -Infinity ? ` above ${above}` : '';
  const expected = `a number${limit}`;
  return {
    expected,
    schema: {
      type: 'number',
      ...(minimum > -Infinity && { minimum }),
      ...(above > -Infinity && { exclusiveMinimum: above }),
    },
    takes: (value) => typeof value === 'number',
    copy: (value, place) => {
      const isFine = Number.isFinite(value) && (value as number) >= minimum && (value as number) > above;
      return isFine ? value : wrong(place, expected, describe(value));
    },
  };
}

export function oneOf(words: readonly string[]): Shape {
  const expected = words.map((word) => JSON.stringify(word)).join(' or ');
  return {
    expected,
    schema: { enum: [...words] },
    takes: (value) => typeof value === 'string',
    copy: (value, place) => (words.includes(value as string) ? value : wrong(place, expected, describe(value))),
  };
}

export const nothing: Shape = {
  expected: 'null',
  schema: { type: 'null' },
  takes: (value) => value === null,
  copy: () => null,
};

/** The first of them whose type fits is the one that is checked. */
export function either(...shapes: readonly Shape[]): Shape {
  return {
    expected: shapes.map(({ expected }) => expected).join(' or '),
    schema: { anyOf: shapes.map(({ schema }) => schema) },
    takes: (value) => shapes.some(({ takes }) => takes(value)),
    copy: (value, place) => shapes.find(({ takes }) => takes(value))!.copy(value, place),
  };
}

export function list(of: Shape, { min = 0, max }: { min?: number; max: number }, what: string): Shape {
  const expected = min > 0 ? `an array of ${min} to ${max} ${what}` : `an array of at most ${max} ${what}`;
  return {
    expected,
    schema: { type: 'array', items: of.schema, ...(min > 0 && { minItems: min }), maxItems: max },
    takes: Array.isArray,
    copy: (value, place) => {
      const items = value as unknown[];
      if (items.length < min || items.length > max) return wrong(place, expected, `${items.length}`);
      return Array.from(items, (item, index) => copyOf(of, item, below(place, index)));
    },
  };
}

/** Fields by name; those in `optional` may be absent. A field that is not known is a problem. */
export function object(
  what: string,
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  const fields = { ...required, ...optional };
  const names = Object.keys(fields);
  const schemas = Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema]));
  return {
    expected: `${what}, an object with ${Object.keys(required).join(', ')}`,
    schema: {
      type: 'object',
      properties: schemas,
      required: Object.keys(required),
      additionalProperties: false,
    },
    takes: isPlainObject,
    copy: (value, place) => {
      const copy: JsonObject = {};
      const given = new Map(Object.entries(value as JsonObject).filter(([, each]) => each !== undefined));
      for (const name of given.keys()) if (!names.includes(name)) unknownField(place, what, name, names);
      for (const [name, shape] of Object.entries(fields))
        if (given.has(name) || Object.hasOwn(required, name))
          copy[name] = copyOf(shape, given.get(name), below(place, name));
      return copy;
    },
  };
}

function unknownField(place: Place, what: string, name: string, names: readonly string[]): void {
  const [near] = nearNames(name, names);
  const hint = near === undefined ? `Its fields are ${names.join(', ')}` : `Did you mean "${near}"?`;
  place.found.push({ pointer: pointerOf([...place.path, name]), message: `is not a field of ${what}. ${hint}` });
}

/** Deepest nesting of JSON that a form is filled in with. */
const JSON_DEPTH = 20;

/** A JSON object of any content. */
export const jsonObject: Shape = {
  expected: 'a JSON object',
  schema: { type: 'object' },
  takes: isPlainObject,
  copy: (value, place) => jsonCopy(value, place, 0),
};

function jsonCopy(value: unknown, place: Place, depth: number): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (depth > JSON_DEPTH) return wrong(place, `JSON at most ${JSON_DEPTH} levels deep`, 'more');
  if (place.found.length > 0) return undefined; // enough is wrong to look no further
  if (Array.isArray(value)) return Array.from(value, (item, index) => jsonCopy(item, below(place, index), depth + 1));
  if (!isPlainObject(value)) return wrong(place, 'a value that JSON can hold', describe(value));
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  for (const [name] of entries)
    if (DANGEROUS.has(name)) return wrong(below(place, name), 'another name for this field', `"${name}"`);
  return Object.fromEntries(entries.map(([name, each]) => [name, jsonCopy(each, below(place, name), depth + 1)]));
}

const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);
