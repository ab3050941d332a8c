type Json = Record<string, unknown>;

/** Between a form's prefix and its fields; not a character of identifiers, so that ids map back to pointers. */
const SEPARATOR = '_';

/**
 * The settings without the marks of stored secrets, and where those were. Inside of lists marks stay: they move with
 * their entry.
 */
export function takeSecrets(value: Json): { value: Json; stored: ReadonlySet<string> } {
  const stored = new Set<string>();
  const walk = (part: unknown, place: string): unknown => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    if (isMark(part)) {
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

/** Stands for a secret that is stored. */
export function isMark(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as Json)['$secret'] === true;
}

/** Place of a field in `takeSecrets` terms, from the id that the form gave it: `settings_stock_token` is `_stock_token`. */
export function pointerOf(id: string): string {
  return id.slice(id.indexOf(SEPARATOR));
}
