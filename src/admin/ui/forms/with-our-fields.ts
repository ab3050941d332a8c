type Json = Record<string, unknown>;

/**
 * The hints, with a JSON field wherever the schema says nothing a form could be made of, and boxes to tick for a list of
 * some of a few values.
 */
export function withOurFields(schema: Json, uiSchema: Json): Json {
  if (isChoiceOfSeveral(schema)) return { 'ui:widget': 'checkboxes', ...uiSchema };
  const properties = objectAt(schema, 'properties');
  if (Object.keys(properties).length === 0) {
    return isFree(schema) ? { ...uiSchema, 'ui:field': 'json' } : uiSchema;
  }
  const inner = Object.entries(properties).map(([name, property]) => [
    name,
    withOurFields(isObject(property) ? property : {}, objectAt(uiSchema, name)),
  ]);
  return { ...uiSchema, ...(Object.fromEntries(inner) as Json) };
}

function isFree(schema: Json): boolean {
  if (schema['type'] === 'object')
    return !isObject(schema['additionalProperties']) && !schema['oneOf'] && !schema['anyOf'];
  if (schema['type'] === 'array') return schema['items'] === undefined;
  return !['type', 'enum', 'const', 'oneOf', 'anyOf', 'allOf', '$ref'].some((keyword) => keyword in schema);
}

function isChoiceOfSeveral({ type, uniqueItems, items }: Json): boolean {
  return type === 'array' && uniqueItems === true && isObject(items) && Array.isArray(items['enum']);
}

function objectAt(from: Json, key: string): Json {
  const value = from[key];
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
