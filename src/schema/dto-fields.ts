import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { StaskError } from '../errors.js';
import type { OptionsClass } from '../worker/options-schema.js';
import { transformerOf, type TransformerCopy } from './class-transformer-copy.js';

/** A DTO class with what is needed to read and to describe it. */
export interface DtoClass {
  readonly transformer: TransformerCopy;
  /** Fields with `@ValidateNested` and the class of their value. */
  readonly nested: ReadonlyMap<string, OptionsClass>;
}

const known = new WeakMap<OptionsClass, DtoClass>();

/**
 * The nested fields of a DTO and the copy of class-transformer that reads it.
 *
 * @throws StaskError `STASK_CONTRACT_INVALID` when a nested field does not say its class
 */
export function dtoClass(Class: OptionsClass): DtoClass {
  const found = known.get(Class);
  if (found !== undefined) return found;
  const fields = nestedFields(Class);
  const transformer = transformerOf(Class, fields);
  const made = { transformer, nested: new Map(fields.map((field) => [field, typeOf(Class, field, transformer)])) };
  known.set(Class, made);
  return made;
}

function nestedFields(Class: OptionsClass): string[] {
  const metadatas = getMetadataStorage().getTargetValidationMetadatas(Class, '', true, false);
  const nested = metadatas.filter(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
  return [...new Set(nested.map(({ propertyName }) => propertyName))];
}

function typeOf(Class: OptionsClass, field: string, { storage }: TransformerCopy): OptionsClass {
  const type = storage.findTypeMetadata(Class, field)?.typeFunction();
  if (typeof type === 'function') return type as OptionsClass;
  throw new StaskError(
    'STASK_CONTRACT_INVALID',
    `Field "${field}" of ${Class.name} has @ValidateNested() and no @Type(() => …) that sTask can see, so its content ` +
      'cannot be checked. Add @Type of class-transformer 0.5 to the field.',
  );
}
