import { validate, type ValidationError } from 'class-validator';
import { messageOf, StaskError, type FieldProblem } from '../errors.js';
import { isPlainObject } from '../worker/dot-path.js';
import type { OptionsClass } from '../worker/options-schema.js';
import type { CheckedValue } from './checked-value.js';
import { dtoClass } from './dto-fields.js';
import { pointerOf } from './pointer.js';
import { dangerousKeys } from './dangerous-keys.js';

/** Checks a value with the rules of a DTO class, fields without a rule being errors; gives an instance of the class. */
export async function checkDto(Class: OptionsClass, value: unknown): Promise<CheckedValue> {
  if (!isPlainObject(value)) return { fields: [{ pointer: '', message: 'must be an object' }] };
  const dangerous = dangerousKeys(value);
  if (dangerous.length > 0) return { fields: dangerous };
  const { transformer } = dtoClass(Class);
  try {
    const instance = transformer.plainToInstance(Class, value);
    const errors = await validate(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
    return errors.length === 0 ? { value: instance } : { fields: errors.flatMap((error) => problemsOf(error, [])) };
  } catch (cause) {
    const message = `Checking with ${Class.name} failed: ${messageOf(cause)}. Correct that class or its rules.`;
    throw new StaskError('STASK_CONTRACT_INVALID', message, { cause });
  }
}

function problemsOf(error: ValidationError, path: readonly string[]): FieldProblem[] {
  const here = [...path, error.property];
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    pointer: pointerOf(here),
    message: rule === 'whitelistValidation' ? `"${error.property}" is not a known field` : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, here))];
}
