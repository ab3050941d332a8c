import type { OptionsSchema } from '../worker/options-schema.js';
import type { CheckedValue } from './checked-value.js';
import { schemaKind } from './schema-kind.js';

/**
 * Checks a JSON value against a schema of any kind. The value itself is not changed.
 *
 * @throws StaskError `STASK_CONTRACT_INVALID` when the schema itself cannot be used
 */
export async function checkValue(schema: OptionsSchema, value: unknown): Promise<CheckedValue> {
  const known = schemaKind(schema);
  // Loaded at first use: class-validator and ajv cost more than everything else a host needs to start.
  if (known.kind === 'dto') return (await import('./check-dto.js')).checkDto(known.schema, value);
  if (known.kind === 'json') return (await import('./check-json.js')).checkJson(known.schema, value);
  return (await import('./check-standard.js')).checkStandard(known.schema, value);
}
