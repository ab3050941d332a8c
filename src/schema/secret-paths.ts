import { isPlainObject } from '../worker/dot-path.js';
import type { JsonObject } from '../worker/task-interface.js';

/** Deepest level that is looked at, which ends schemas that contain themselves. */
const MAX_DEPTH = 8;

/** Keywords whose value is a schema of the same value, or a list or a map of such. */
const SAME_VALUE = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'] as const;
const SAME_VALUE_MAPS = ['dependentSchemas'] as const;

/** Keywords whose value is a schema of the elements, or a list or a map of such. */
const ELEMENTS = ['items', 'prefixItems', 'additionalItems', 'additionalProperties', 'unevaluatedProperties'] as const;
const ELEMENT_MAPS = ['patternProperties'] as const;

/**
 * Dot paths of the secrets in a settings schema: `writeOnly: true` or `format: 'password'`. `*` stands for any key or
 * index, as in `accounts.*.token`. Sorted, each once; references inside the schema are followed, eight levels deep.
 */
export function secretPaths(schema: JsonObject): string[] {
  return [...new Set(secretsIn(schema, { root: schema, path: [], followed: [] }))].toSorted();
}

interface Place {
  readonly root: JsonObject;
  readonly path: readonly string[];
  /** References followed since the path last grew; following one again would not end. */
  readonly followed: readonly string[];
}

function secretsIn(schema: unknown, place: Place): string[] {
  if (!isPlainObject(schema) || place.path.length > MAX_DEPTH) return [];
  const isSecret = schema['writeOnly'] === true || schema['format'] === 'password';
  if (isSecret && place.path.length > 0) return [place.path.join('.')];
  const below = (key: string): Place => ({ ...place, path: [...place.path, key], followed: [] });
  return [
    ...Object.entries(mapOf(schema['properties'])).flatMap(([key, inner]) => secretsIn(inner, below(key))),
    ...schemasOf(schema, ELEMENTS, ELEMENT_MAPS).flatMap((inner) => secretsIn(inner, below('*'))),
    ...schemasOf(schema, SAME_VALUE, SAME_VALUE_MAPS).flatMap((inner) => secretsIn(inner, place)),
    ...secretsBehind(schema['$ref'], place),
  ];
}

function schemasOf(schema: JsonObject, keywords: readonly string[], maps: readonly string[]): unknown[] {
  return [
    ...keywords.flatMap((keyword) => schema[keyword]),
    ...maps.flatMap((keyword) => Object.values(mapOf(schema[keyword]))),
  ];
}

function secretsBehind(ref: unknown, place: Place): string[] {
  if (typeof ref !== 'string' || !ref.startsWith('#') || place.followed.includes(ref)) return [];
  const keys = ref.slice(1).split('/').slice(1);
  let at: unknown = place.root;
  for (const key of keys.map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))) {
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as JsonObject)[key] : undefined;
  }
  return secretsIn(at, { ...place, followed: [...place.followed, ref] });
}

function mapOf(value: unknown): JsonObject {
  return isPlainObject(value) ? value : {};
}
