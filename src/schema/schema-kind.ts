import { contractInvalid } from '../errors.js';
import { isDtoClass } from '../worker/dto.js';
import type { OptionsClass, OptionsSchema, StandardSchema } from '../worker/options-schema.js';
import type { JsonObject } from '../worker/task-interface.js';

/** A schema with what it is said to be. */
export type KnownSchema =
  | { readonly kind: 'dto'; readonly schema: OptionsClass }
  | { readonly kind: 'standard'; readonly schema: StandardSchema }
  | { readonly kind: 'json'; readonly schema: JsonObject };

/**
 * Tells the three kinds of schema apart: anything with `~standard` (functions too) is a Standard Schema, a class with
 * class-validator decorators a DTO, another object JSON Schema.
 *
 * @throws StaskError `STASK_CONTRACT_INVALID` for anything else, a class without decorators in particular
 */
export function schemaKind(schema: OptionsSchema): KnownSchema {
  if (isStandardSchema(schema)) return { kind: 'standard', schema };
  if (isDtoClass(schema)) return { kind: 'dto', schema };
  if (typeof schema === 'function') {
    const where = `The schema class "${(schema as OptionsClass).name}"`;
    throw contractInvalid(where, 'class-validator decorators on its fields; without one no field is allowed', schema);
  }
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return { kind: 'json', schema };
  throw contractInvalid('A schema', 'a class-validator DTO class, a Standard Schema or a JSON Schema object', schema);
}

function isStandardSchema(schema: unknown): schema is StandardSchema {
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) return false;
  const standard = (schema as Partial<StandardSchema>)['~standard'] as Partial<StandardSchema['~standard']> | undefined;
  return typeof standard === 'object' && typeof standard.validate === 'function';
}
