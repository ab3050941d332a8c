import { createRequire } from 'node:module';
import { sep } from 'node:path';
import type { OptionsClass } from '../worker/options-schema.js';

/** The part of class-transformer's metadata that names the class of a nested field. */
export interface TypeStorage {
  findTypeMetadata(target: unknown, property: string): { readonly typeFunction: () => unknown } | undefined;
}

/** One loaded copy of class-transformer. */
export interface TransformerCopy {
  readonly storage: TypeStorage;
  readonly plainToInstance: (Class: OptionsClass, plain: object) => object;
}

const require = createRequire(import.meta.url);
const STORAGE_FILE = `${sep}class-transformer${sep}cjs${sep}storage.js`;

/**
 * The loaded copy of class-transformer that knows `@Type` of this field of a DTO, else our own. class-transformer keeps
 * its metadata in a module variable, so a worker package with a copy of its own records where we would not look. It is
 * published as CommonJS only, so every copy in the process is in the module cache.
 */
export function transformerOf(Class: OptionsClass, nestedFields: readonly string[]): TransformerCopy {
  const own = ownCopy();
  const knows = ({ storage }: TransformerCopy): boolean =>
    nestedFields.some((field) => storage.findTypeMetadata(Class, field) !== undefined);
  return nestedFields.length === 0 || knows(own) ? own : (loadedCopies().find(knows) ?? own);
}

function ownCopy(): TransformerCopy {
  return copyAt(require.resolve('class-transformer/cjs/storage.js'));
}

function loadedCopies(): TransformerCopy[] {
  return Object.keys(require.cache)
    .filter((file) => file.endsWith(STORAGE_FILE))
    .map(copyAt);
}

function copyAt(storageFile: string): TransformerCopy {
  const { defaultMetadataStorage } = require(storageFile) as { defaultMetadataStorage: TypeStorage };
  const { plainToInstance } = require(`${storageFile.slice(0, -'storage.js'.length)}index.js`) as TransformerCopy;
  return { storage: defaultMetadataStorage, plainToInstance };
}
