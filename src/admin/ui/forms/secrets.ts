type Json = Record<string, unknown>;

/** Between a form's prefix and its fields; not a character of identifiers, so that ids map back to pointers. */
const SEPARATOR = '_';

/** The settings without the marks of stored secrets, and where those were. */
export function takeSecrets(value: Json): { value: Json; stored: ReadonlySet<string> } {
  const stored = new Set<string>();
  const walk = (part: unknown, place: string): unknown => {
    if (Array.isArray(part)) return part.map((item, index) => walk(item, `${place}${SEPARATOR}${index}`));
    if (typeof part !== 'object' || part === null) return part;
    if ((part as Json)['$secret'] === true) {
      stored.add(place);
      return undefined;
    }
    const entries = Object.entries(part).map(
      ([key, inner]) => [key, walk(inner, `${place}${SEPARATOR}${key}`)] as const,
    );
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  };
  return { value: walk(value, '') as Json, stored };
}

/** Place of a field in `takeSecrets` terms, from the id that the form gave it: `settings_stock_token` is `_stock_token`. */
export function pointerOf(id: string): string {
  return id.slice(id.indexOf(SEPARATOR));
}
