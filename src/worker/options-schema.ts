import type { JsonObject } from './task-interface.js';

/** The part of the Standard Schema v1 interface that sTask calls; zod, valibot and ArkType objects have it. */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly types?: { readonly input: unknown; readonly output: unknown } | undefined;
    readonly jsonSchema?: { readonly input: (options: { readonly target: string }) => JsonObject };
  };
}

export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | {
      readonly issues: ReadonlyArray<{
        readonly message: string;
        readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
      }>;
    };

/** A class-validator DTO class. */
export type OptionsClass = new () => object;

/** Options of an action or settings of a worker: a class-validator DTO, a Standard Schema object or plain JSON Schema. */
export type OptionsSchema = OptionsClass | StandardSchema | JsonObject;
