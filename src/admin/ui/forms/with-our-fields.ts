import { choicesOf } from './choices.js';

type Json = Record<string, unknown>;

/**
 * The hints, with a JSON field wherever the schema says nothing a form could be made of, a table for names with a value
 * each, and boxes to tick for a list of some of a few values.
 */
export function withOurFields(schema: Json, uiSchema: Json): Json {
  const several = choicesOfSeveral(schema);
  const choices = several ?? choicesOf(schema);
  const titles = choices === undefined ? {} : { 'ui:enumNames': choices.map(({ title }) => title) };
  if (several !== undefined) return { 'ui:widget': 'checkboxes', ...uiSchema, items: titles };
  if (choices !== undefined) return { ...titles, ...uiSchema };
  if (isTable(schema, uiSchema)) return { ...uiSchema, 'ui:field': 'pairs' };
  if (isFree(schema)) return { ...uiSchema, 'ui:field': 'json' };
  const inner = [...Object.entries(objectAt(schema, 'properties')), ...elementsOf(schema)].map(([key, one]) => [
    key,
    withOurFields(isObject(one) ? one : {}, objectAt(uiSchema, key)),
  ]);
  return { ...uiSchema, ...(Object.fromEntries(inner) as Json), ...branchesOf(schema, uiSchema) };
}

/** Schemas of the elements of a list or a map, under the word that their hints have too. */
function elementsOf(schema: Json): Array<[string, unknown]> {
  return ['items', 'additionalProperties'].filter((word) => isObject(schema[word])).map((word) => [word, schema[word]]);
}

function branchesOf(schema: Json, uiSchema: Json): Json {
  const words = ['anyOf', 'oneOf'].filter((word) => Array.isArray(schema[word]));
  const hintsOf = (word: string): Json[] => {
    const given = Array.isArray(uiSchema[word]) ? (uiSchema[word] as unknown[]) : [];
    return (schema[word] as unknown[]).map((branch, index) =>
      withOurFields(isObject(branch) ? branch : {}, isObject(given[index]) ? given[index] : {}),
    );
  };
  return Object.fromEntries(words.map((word) => [word, hintsOf(word)]));
}

/** Any names with a text or number each; secret values keep fields of their own. */
function isTable(schema: Json, uiSchema: Json): boolean {
  const value = schema['additionalProperties'];
  if (schema['type'] !== 'object' || hasProperties(schema) || !isObject(value)) return false;
  const isPlain = ['string', 'number', 'integer'].includes(String(value['type'])) && choicesOf(value) === undefined;
  return isPlain && objectAt(uiSchema, 'additionalProperties')['ui:widget'] === undefined;
}

function isFree(schema: Json): boolean {
  if (hasProperties(schema)) return false;
  if (schema['type'] === 'object')
    return !isObject(schema['additionalProperties']) && !schema['oneOf'] && !schema['anyOf'];
  if (schema['type'] === 'array') return schema['items'] === undefined;
  return !['type', 'enum', 'const', 'oneOf', 'anyOf', 'allOf', '$ref'].some((keyword) => keyword in schema);
}

function choicesOfSeveral({ type, uniqueItems, items }: Json) {
  return type === 'array' && uniqueItems === true && isObject(items) ? choicesOf(items) : undefined;
}

function hasProperties(schema: Json): boolean {
  return Object.keys(objectAt(schema, 'properties')).length > 0;
}

function objectAt(from: Json, key: string): Json {
  const value = from[key];
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
