import { getMetadataStorage } from 'class-validator';
import { JSONSchema, targetConstructorToSchema } from 'class-validator-jsonschema';
import type { OptionsClass } from '../worker/options-schema.js';
import type { JsonObject } from '../worker/task-interface.js';
import { DTO_CONVERTERS } from './dto-converters.js';
import { dtoClass } from './dto-fields.js';
import { inlineDefinitions } from './inline-definitions.js';

/** Begin of the references that are inlined afterwards. */
const PREFIX = '#/$defs/';

/** What class-validator-jsonschema calls the metadata of its `@JSONSchema`; a symbol of its own in each copy. */
const DECORATOR_KEY = 'class-validator-jsonschema:JSONSchema';

/** JSON Schema of a class-validator DTO, nested DTOs inlined; values of initialised fields are defaults. */
export function dtoJsonSchema(root: OptionsClass): JsonObject {
  const names = new Map<OptionsClass, string>();
  const definitions: Record<string, JsonObject> = {};
  const nameOf = (Class: OptionsClass): string => {
    const found = names.get(Class);
    if (found !== undefined) return found;
    const name = names.size === 0 ? Class.name : `${Class.name}${names.size}`;
    names.set(Class, name);
    definitions[name] = describeClass(Class, nameOf);
    return name;
  };
  return inlineDefinitions({ $ref: PREFIX + nameOf(root) }, definitions, PREFIX);
}

function describeClass(Class: OptionsClass, nameOf: (Class: OptionsClass) => string): JsonObject {
  const { nested } = dtoClass(Class);
  const schema = targetConstructorToSchema(Class, {
    classValidatorMetadataStorage: getMetadataStorage(),
    additionalConverters: {
      ...DTO_CONVERTERS,
      nestedValidation: ({ propertyName }) => ({ $ref: PREFIX + nameOf(nested.get(propertyName) as OptionsClass) }),
    },
  }) as JsonObject;
  const defaults = defaultsOf(Class);
  const required = ((schema['required'] as string[] | undefined) ?? []).filter(
    (field) => !Object.hasOwn(defaults, field),
  );
  const properties: JsonObject = {};
  for (const [field, described] of Object.entries((schema['properties'] ?? {}) as Record<string, JsonObject>)) {
    const fallback = Object.hasOwn(defaults, field) ? { default: defaults[field] } : {};
    properties[field] = { ...withTitles({ ...described, ...decorated(Class, field) }), ...fallback };
  }
  const { required: _required, ...rest } = { ...schema, ...decorated(Class, Class.name) };
  return { additionalProperties: false, ...rest, properties, ...(required.length > 0 ? { required } : {}) };
}

/** Where `@JSONSchema` names the values of `@IsIn` or `@IsEnum` (`oneOf: [{ const, title }]`), they are said once. */
function withTitles({ enum: values, ...schema }: JsonObject): JsonObject {
  return values === undefined || Array.isArray(schema['oneOf']) ? schema : { ...schema, enum: values };
}

/** Values of fields with an initialiser, as far as JSON holds them. */
function defaultsOf(Class: OptionsClass): JsonObject {
  try {
    return JSON.parse(JSON.stringify(new Class())) as JsonObject;
  } catch {
    return {}; // a DTO whose constructor needs arguments simply has no defaults
  }
}

/** What `@JSONSchema` of another copy of class-validator-jsonschema says; ours is applied by the library itself. */
function decorated(Class: OptionsClass, field: string): JsonObject {
  const keys = (Reflect.getMetadataKeys(Class, field) as unknown[]).filter(
    (key) => typeof key === 'symbol' && key.description === DECORATOR_KEY && key !== ownKey,
  );
  const said = keys.map((key) => Reflect.getMetadata(key, Class, field) as unknown);
  return Object.assign({}, ...said.filter((schema) => typeof schema === 'object')) as JsonObject;
}

const ownKey = ((): unknown => {
  function Probe(): void {}
  JSONSchema({})(Probe);
  return Reflect.getMetadataKeys(Probe, 'Probe')[0];
})();
