type Json = Record<string, unknown>;

interface Choice {
  readonly value: unknown;
  /** What people see; the value itself without one. */
  readonly title: string;
}

/** The values that a schema allows one of: of `enum`, or of constants with a title each. */
export function choicesOf(schema: Json): readonly Choice[] | undefined {
  const values = schema['enum'];
  if (Array.isArray(values)) return values.map((value) => ({ value: value as unknown, title: String(value) }));
  const branches = schema['oneOf'] ?? schema['anyOf'];
  if (!Array.isArray(branches) || !branches.every(isConstant)) return undefined;
  return branches.map(({ const: value, title }) => ({
    value,
    title: typeof title === 'string' ? title : String(value),
  }));
}

/**
 * The schema with `enum` wherever it has constants with titles: of those the form library would choose the first by
 * itself. The titles go to the hints.
 */
export function withPlainChoices(schema: Json): Json {
  const entries = Object.entries(schema).map(([key, inner]) => [key, deeper(inner)] as const);
  const { oneOf, anyOf, ...others } = Object.fromEntries(entries);
  const choices = schema['enum'] === undefined ? choicesOf(schema) : undefined;
  if (choices !== undefined) return { ...others, enum: choices.map(({ value }) => value) };
  return { ...others, ...(oneOf === undefined ? {} : { oneOf }), ...(anyOf === undefined ? {} : { anyOf }) };
}

function deeper(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(deeper);
  return typeof part === 'object' && part !== null ? withPlainChoices(part as Json) : part;
}

function isConstant(branch: unknown): branch is { const: unknown; title?: unknown } {
  return typeof branch === 'object' && branch !== null && 'const' in branch;
}
