import { messageOf, StaskError, type FieldProblem } from '../errors.js';
import type { StandardResult, StandardSchema } from '../worker/options-schema.js';
import type { CheckedValue } from './checked-value.js';
import { pointerOf } from './pointer.js';

/** Checks a value with a Standard Schema and gives that schema's output. */
export async function checkStandard(schema: StandardSchema, value: unknown): Promise<CheckedValue> {
  const result = await run(schema, value);
  return result.issues === undefined ? { value: result.value } : { fields: result.issues.map(problemOf) };
}

async function run({ '~standard': standard }: StandardSchema, value: unknown): Promise<StandardResult> {
  try {
    return await standard.validate(value);
  } catch (cause) {
    const message = `Checking with the ${standard.vendor} schema failed: ${messageOf(cause)}. Correct that schema.`;
    throw new StaskError('STASK_CONTRACT_INVALID', message, { cause });
  }
}

type Issue = NonNullable<StandardResult['issues']>[number];

function problemOf({ path = [], message }: Issue): FieldProblem {
  return { pointer: pointerOf(path.map((segment) => (typeof segment === 'object' ? segment.key : segment))), message };
}
