import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule, { type FormatsPlugin } from 'ajv-formats';
import { contractInvalid, messageOf, StaskError, type FieldProblem } from '../errors.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { CheckedValue } from './checked-value.js';
import { pointerOf } from './pointer.js';

// ajv-formats is CommonJS whose types and value disagree on where `default` is.
const addFormats = addFormatsModule as unknown as FormatsPlugin;

const compiled = new WeakMap<JsonObject, ValidateFunction>();

/** Checks a value with JSON Schema (2020-12, or draft 7 where `$schema` says so) and fills in defaults. */
export function checkJson(schema: JsonObject, value: unknown): CheckedValue {
  const check = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, check);
  const copy = copyOf(value);
  if (copy === undefined) return { fields: [{ pointer: '', message: 'must be plain JSON' }] };
  return check(copy) ? { value: copy } : { fields: withoutBranches(check.errors ?? []).map(problemOf) };
}

/** A copy for the defaults, or `undefined` for what is not data. */
function copyOf(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return undefined; // a function or the like inside; the caller says so
  }
}

function compile(schema: JsonObject): ValidateFunction {
  const Draft = draftOf(schema);
  // A fresh instance for each schema: two schemas may have the same `$id`.
  const ajv = new Draft({
    allErrors: true,
    useDefaults: true,
    ownProperties: true,
    strict: false,
    logger: false,
    verbose: true,
  });
  addFormats(ajv);
  try {
    return ajv.compile(schema);
  } catch (cause) {
    const message = `A schema is not valid JSON Schema: ${messageOf(cause)}. Correct it in the worker.`;
    throw new StaskError('STASK_CONTRACT_INVALID', message, { cause });
  }
}

function draftOf({ $schema }: JsonObject): typeof Ajv | typeof Ajv2020 {
  if ($schema === undefined) return Ajv2020;
  if (typeof $schema === 'string' && /\/draft\/2020-12\/schema#?$/.test($schema)) return Ajv2020;
  if (typeof $schema === 'string' && /\/draft-07\/schema#?$/.test($schema)) return Ajv;
  throw contractInvalid('$schema of a JSON Schema', 'draft 2020-12 (also when it is absent) or draft-07', $schema);
}

/**
 * Of one of a few constants (`oneOf: [{ const, title }]`) it is enough to say once which there are, and of a name that is
 * not allowed what it may be.
 */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter((error) => constantsOf(error) !== undefined).map(({ schemaPath }) => `${schemaPath}/`);
  return errors.filter(
    ({ schemaPath, keyword }) =>
      keyword !== 'propertyNames' && !choices.some((choice) => schemaPath.startsWith(choice)),
  );
}

function constantsOf({ keyword, schema }: ErrorObject): unknown[] | undefined {
  if ((keyword !== 'oneOf' && keyword !== 'anyOf') || !Array.isArray(schema)) return undefined;
  const branches = schema as ReadonlyArray<JsonObject | boolean>;
  const constants = branches.flatMap((branch) =>
    typeof branch === 'object' && 'const' in branch ? [branch['const']] : [],
  );
  return constants.length === branches.length ? constants : undefined;
}

function problemOf(error: ErrorObject): FieldProblem {
  const { keyword, params, propertyName, message = 'is not valid' } = error;
  const instancePath = error.instancePath + (propertyName === undefined ? '' : pointerOf([propertyName]));
  const what = propertyName === undefined ? '' : 'its name ';
  const unknown = (params as JsonObject)['additionalProperty'] ?? (params as JsonObject)['unevaluatedProperty'];
  if (typeof unknown === 'string') {
    return { pointer: instancePath + pointerOf([unknown]), message: `"${unknown}" is not a known field` };
  }
  const missing: unknown = keyword === 'required' ? (params as JsonObject)['missingProperty'] : undefined;
  if (typeof missing === 'string') return { pointer: instancePath + pointerOf([missing]), message: 'is required' };
  const allowed: unknown = constantsOf(error) ?? (params as JsonObject)['allowedValues'];
  const said = Array.isArray(allowed) ? `must be one of ${allowed.join(', ')}` : message;
  return { pointer: instancePath, message: what + said };
}
