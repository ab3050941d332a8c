import prettyMilliseconds from 'pretty-ms';

/** Text for a time that is not known. */
const UNKNOWN = '—';
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const CENTURY = 36_500 * DAY;

/**
 * A remaining time for people: `45s`, `2m 10s`, `1h 5m`, `3d 2h`, `0s`; at most two units, rounded to the smaller one.
 *
 * @param seconds 0 or more; anything else, a century or more included, gives `—`
 */
export function niceEta(seconds: number): string {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < CENTURY)) return UNKNOWN;
  const step = seconds < HOUR ? 1 : seconds < DAY ? MINUTE : HOUR;
  const rounded = Math.round(seconds / step) * step;
  return rounded === 0 ? '0s' : prettyMilliseconds(rounded * 1_000, { unitCount: 2 });
}
