import type { JsonObject } from './task-interface.js';

/**
 * The value that a JSON Schema describes, as far as a type can say it: `type`, `enum`, `const`, `oneOf` of constants, `items`, `properties`,
 * `required`, and `default`, which is filled in, so that such a property is always there. A schema whose words are not
 * literal, such as one that came from a file, gives a plain object.
 */
export type FromJsonSchema<Schema> = Schema extends { readonly type: 'object'; readonly properties: infer Properties }
  ? ObjectOf<Properties, Schema>
  : JsonObject;

type ObjectOf<Properties, Schema> = Flat<
  { [Name in AlwaysThere<Properties, Schema>]: ValueOf<Properties[Name]> } & {
    [Name in Exclude<keyof Properties, AlwaysThere<Properties, Schema>>]?: ValueOf<Properties[Name]>;
  } & (Schema extends { readonly additionalProperties: true } ? JsonObject : unknown)
>;

/** Properties that are required or have a default. */
type AlwaysThere<Properties, Schema> =
  | keyof { [Name in keyof Properties as Properties[Name] extends { readonly default: unknown } ? Name : never]: 1 }
  | (Schema extends { readonly required: ReadonlyArray<infer Name> } ? Extract<keyof Properties, Name> : never);

type ValueOf<Schema> = Schema extends { readonly const: infer Value }
  ? Value
  : Schema extends { readonly enum: ReadonlyArray<infer Value> }
    ? Value
    : Schema extends { readonly oneOf: ReadonlyArray<{ readonly const: infer Value }> }
      ? Value
      : Schema extends { readonly type: infer Type }
        ? TypeOf<Type extends ReadonlyArray<infer One> ? One : Type, Schema>
        : unknown;

/** Distributes over several types: `['string', 'null']`. */
type TypeOf<Type, Schema> = Type extends 'string'
  ? string
  : Type extends 'number' | 'integer'
    ? number
    : Type extends 'boolean'
      ? boolean
      : Type extends 'null'
        ? null
        : Type extends 'array'
          ? Array<Schema extends { readonly items: infer Item } ? ValueOf<Item> : unknown>
          : Type extends 'object'
            ? FromJsonSchema<Schema>
            : unknown;

/** Shown in editors as one object. */
type Flat<T> = { [Name in keyof T]: T[Name] };
