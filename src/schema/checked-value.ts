import type { FieldProblem } from '../errors.js';

/** The value as the action gets it, with defaults and as an instance of a DTO class; or what is wrong with it. */
export type CheckedValue =
  | { readonly value: unknown; readonly fields?: undefined }
  | { readonly fields: readonly FieldProblem[]; readonly value?: undefined };
