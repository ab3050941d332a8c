import { messageOf, StaskError } from '../errors.js';
import type { OptionsSchema, StandardSchema } from '../worker/options-schema.js';
import type { JsonObject } from '../worker/task-interface.js';
import { schemaKind } from './schema-kind.js';

/**
 * The schema as plain JSON Schema that stands alone, for forms, terminal flags and `s_workers`. A Standard Schema has
 * one when its library offers `~standard.jsonSchema` (zod 4.2, ArkType 2.1.28); otherwise `undefined`.
 *
 * A secret is marked by `writeOnly: true` or `format: 'password'`; on a DTO field by
 * `@JSONSchema({ writeOnly: true })` of class-validator-jsonschema. `secretPaths` finds them.
 *
 * @throws StaskError `STASK_CONTRACT_INVALID` when the schema cannot be described
 */
export async function toJsonSchema(schema: OptionsSchema): Promise<JsonObject | undefined> {
  const known = schemaKind(schema);
  if (known.kind === 'dto') return (await import('./dto-json-schema.js')).dtoJsonSchema(known.schema);
  return known.kind === 'json' ? asJson(known.schema) : standardJsonSchema(known.schema);
}

function standardJsonSchema({ '~standard': standard }: StandardSchema): JsonObject | undefined {
  if (standard.jsonSchema === undefined) return undefined;
  try {
    return asJson(standard.jsonSchema.input({ target: 'draft-2020-12' }));
  } catch (cause) {
    throw notDescribable(`The ${standard.vendor} schema cannot be given as JSON Schema`, cause);
  }
}

function asJson(schema: JsonObject): JsonObject {
  try {
    return JSON.parse(JSON.stringify(schema)) as JsonObject;
  } catch (cause) {
    throw notDescribable('A JSON Schema holds something that JSON cannot', cause);
  }
}

function notDescribable(what: string, cause: unknown): StaskError {
  return new StaskError('STASK_CONTRACT_INVALID', `${what}: ${messageOf(cause)}.`, { cause });
}
