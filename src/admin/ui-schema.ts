import { isPlainObject } from '../worker/dot-path.js';
import type { JsonObject } from '../worker/task-interface.js';

const MAX_DEPTH = 8;

/** Hints for the form that belong to a JSON Schema: secrets, files, long texts, help. */
export function uiSchemaOf(schema: JsonObject | null, file: JsonObject, depth = 0): JsonObject {
  const properties = schema?.['properties'];
  if (!isPlainObject(properties) || depth > MAX_DEPTH) return {};
  const hints = Object.entries(properties).map(([key, inner]) => [key, hintOf(inner, file, depth)] as const);
  return Object.fromEntries(hints.filter(([, hint]) => Object.keys(hint).length > 0));
}

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
