/** Text for a time that is not known. */
const UNKNOWN = '—';

/** Units and their seconds, the largest first. */
const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** From here on an estimate says nothing: a century in seconds. */
const TOO_LONG = 36_500 * 86_400;

/**
 * A remaining time for people: `45s`, `2m 10s`, `1h 5m`, `3d 2h`, `0s`; at most two units, rounded to the smaller one.
 *
 * @param seconds 0 or more; anything else, a century or more included, gives `—`
 */
export function niceEta(seconds: number): string {
  // By hand, because this entry must load in a few milliseconds and a package for it takes as long as all the rest.
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < TOO_LONG)) return UNKNOWN;
  const step = seconds < 3_600 ? 1 : seconds < 86_400 ? 60 : 3_600;
  let rest = Math.round(seconds / step) * step;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.join(' ') || '0s';
}
