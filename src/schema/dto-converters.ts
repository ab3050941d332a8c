import type { ISchemaConverters } from 'class-validator-jsonschema/build/defaultConverters.js';

/**
 * Where the converters of class-validator-jsonschema say more than the rule they describe: a rule about a number or a
 * text adds no `type`, because with two rules on one field the last type would win (`@IsInt() @Min(1)`).
 */
export const DTO_CONVERTERS: ISchemaConverters = {
  isNotEmpty: { minLength: 1 },
  isDefined: {},
  min: ({ constraints }) => ({ minimum: constraints[0] as number }),
  max: ({ constraints }) => ({ maximum: constraints[0] as number }),
  isPositive: { exclusiveMinimum: 0 },
  isNegative: { exclusiveMaximum: 0 },
  isDivisibleBy: ({ constraints }) => ({ multipleOf: constraints[0] as number }),
  isEnum: ({ constraints }) => enumSchema(constraints[0] as object),
  isIn: ({ constraints }) => enumSchema(constraints[0] as object),
  customValidation: {},
};

function enumSchema(values: object): { enum: unknown[]; type?: 'string' | 'number' } {
  // A numeric TypeScript enum maps its numbers back to names; those entries are not values.
  const entries = Object.entries(values).filter(
    ([key, value]) => Array.isArray(values) || !isReverse(values, key, value),
  );
  const list = [...new Set(entries.map(([, value]) => value as unknown))];
  const types = new Set(list.map((value) => typeof value));
  const [type] = types;
  return types.size === 1 && (type === 'string' || type === 'number') ? { type, enum: list } : { enum: list };
}

function isReverse(values: object, key: string, value: unknown): boolean {
  return (
    typeof value === 'string' &&
    String(Number(key)) === key &&
    (values as Record<string, unknown>)[value] === Number(key)
  );
}
