import type { OptionsClass } from './options-schema.js';

/** The part of class-validator's storage that is asked; it lives on `globalThis`, one for all copies. */
interface ValidatorStorage {
  getTargetValidationMetadatas(
    target: unknown,
    schema: string,
    always: boolean,
    strictGroups: boolean,
  ): readonly unknown[];
}

/**
 * True for a class that has a class-validator decorator, own or inherited. Asks the storage that class-validator keeps
 * on `globalThis` instead of importing it, so this costs nothing and sees DTOs made with any copy.
 */
export function isDtoClass(value: unknown): value is OptionsClass {
  if (typeof value !== 'function') return false;
  const storage = (globalThis as { classValidatorMetadataStorage?: ValidatorStorage }).classValidatorMetadataStorage;
  return storage !== undefined && storage.getTargetValidationMetadatas(value, '', true, false).length > 0;
}

/**
 * The DTO class that `emitDecoratorMetadata` recorded for a parameter of a method, when it is one. Compilers record only
 * where the author has loaded reflect-metadata; we do not, for it would double the cost of loading `stask/worker`.
 */
export function dtoOfParameter(prototype: object, method: string, index: number): OptionsClass | undefined {
  const { getOwnMetadata } = Reflect as { getOwnMetadata?: (key: string, target: object, property: string) => unknown };
  const types = getOwnMetadata?.('design:paramtypes', prototype, method);
  const type: unknown = Array.isArray(types) ? types[index] : undefined;
  return isDtoClass(type) ? type : undefined;
}
