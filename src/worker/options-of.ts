import type { FromJsonSchema } from './from-json-schema.js';
import type { JsonObject } from './task-interface.js';

/** What an action gets as its options under a schema: the DTO, the output of a Standard Schema, what a JSON Schema says. */
export type OptionsOf<S> = S extends new () => infer Instance
  ? Instance
  : S extends { readonly '~standard': { readonly types?: infer Types } }
    ? NonNullable<Types> extends { readonly output: infer Output }
      ? Output
      : JsonObject
    : FromJsonSchema<S>;
