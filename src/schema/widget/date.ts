const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** A day as it is, a moment as ISO 8601 in UTC; undefined for what is neither. */
export function datePlace(given: string | number | Date): string | undefined {
  if (typeof given === 'string' && !ISO.test(given)) return undefined;
  const date = new Date(given);
  if (Number.isNaN(date.getTime())) return undefined;
  return typeof given === 'string' && given.length === '2026-01-31'.length ? given : date.toISOString();
}
