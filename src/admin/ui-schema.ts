import { isPlainObject } from '../worker/dot-path.js';
import { isSecretName } from './mask.js';
import type { JsonObject } from '../worker/task-interface.js';

const MAX_DEPTH = 8;

/** Keywords for the elements of a list or a map: the form looks for their hints under the same word. */
const ELEMENTS = ['items', 'additionalProperties'] as const;
const BRANCHES = ['anyOf', 'oneOf'] as const;

/** Hints for the form that belong to a JSON Schema: secrets, files, long texts, help; also of elements and branches. */
export function uiSchemaOf(schema: JsonObject | null, file: JsonObject, depth = 0): JsonObject {
  if (schema === null || depth > MAX_DEPTH) return {};
  const properties = isPlainObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  const elements = ELEMENTS.map((word) => [word, schema[word]] as const);
  const hints = [...properties.map(withSecretName), ...elements].map(
    ([key, inner]) => [key, hintOf(inner, file, depth)] as const,
  );
  const branches = BRANCHES.map((word) => {
    const all = Array.isArray(schema[word]) ? schema[word] : [];
    return [word, all.map((inner: unknown) => hintOf(inner, file, depth))] as const;
  });
  return Object.fromEntries([
    ...hints.filter(([, hint]) => !isEmpty(hint)),
    ...branches.filter(([, each]) => !each.every(isEmpty)),
  ]);
}

/** A text that is masked by its name when it is shown is a secret in the form too. */
function withSecretName([name, schema]: readonly [string, unknown]): readonly [string, unknown] {
  const isText = isPlainObject(schema) && schema['type'] === 'string' && schema['enum'] === undefined;
  return isText && isSecretName(name) ? [name, { ...schema, format: 'password' }] : [name, schema];
}

const isEmpty = (hint: JsonObject): boolean => Object.keys(hint).length === 0;

function hintOf(schema: unknown, file: JsonObject, depth: number): JsonObject {
  if (!isPlainObject(schema)) return {};
  const given = isPlainObject(schema['x-ui']) ? schema['x-ui'] : {};
  return { ...uiSchemaOf(schema, file, depth + 1), ...widgetOf(schema, file), ...onlyHints(given) };
}

function widgetOf(schema: JsonObject, file: JsonObject): JsonObject {
  if (schema['writeOnly'] === true || schema['format'] === 'password') return { 'ui:widget': 'password' };
  if (isFileOption(schema)) return { 'ui:widget': 'file', 'ui:options': file };
  return schema['format'] === 'textarea' || isLongText(schema) ? { 'ui:widget': 'textarea' } : {};
}

/** Not a path, whose limit is that of the file system, and nothing of a pattern, such as an address. */
function isLongText({ type, maxLength, pattern }: JsonObject): boolean {
  return type === 'string' && pattern === undefined && Number(maxLength) > 500 && maxLength !== 4096;
}

/** An option that takes an uploaded file. */
export function isFileOption(schema: JsonObject): boolean {
  return schema['format'] === 'file' || typeof schema['contentMediaType'] === 'string';
}

/** An author's own hints: plain words only, no markup and no code. */
function onlyHints(given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([key]) => /^ui:[a-z]+$/i.test(key)));
}

/** Default values that the schema names, nested ones included. */
export function defaultsOf(schema: JsonObject | null, depth = 0): JsonObject {
  const properties = schema?.['properties'];
  if (!isPlainObject(properties) || depth > MAX_DEPTH) return {};
  const entries = Object.entries(properties).flatMap(([key, inner]) => {
    if (!isPlainObject(inner)) return [];
    if (inner['default'] !== undefined) return [[key, inner['default']] as const];
    const below = defaultsOf(inner, depth + 1);
    return Object.keys(below).length > 0 ? [[key, below] as const] : [];
  });
  return Object.fromEntries(entries);
}
