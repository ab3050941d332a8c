import { StaskError } from '../errors.js';

const HOUR_MS = 3_600_000;
/** Longer than any offset from UTC and any jump of a zone's clock, so one step to each side sees both sides of a change. */
const AROUND_MS = 26 * HOUR_MS;

/**
 * Wall time: what a clock on a wall of the zone shows, written as the milliseconds of that reading as if it were UTC.
 * Arithmetic on it knows no gaps and no overlaps; those appear only when it is mapped to instants.
 */
export type WallMs = number;

const clocks = new Map<string, Intl.DateTimeFormat>();

export function isTimeZone(name: string): boolean {
  try {
    return name !== '' && clockOf(name) !== undefined;
  } catch {
    return false; // Intl throws for a zone it does not know
  }
}

export function hostTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
}

/** Milliseconds that the zone's wall clock is ahead of UTC at an instant. */
export function offsetAt(zone: string, atMs: number): number {
  if (zone === 'UTC') return 0;
  const wholeSeconds = Math.floor(atMs / 1_000) * 1_000;
  const match = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/.exec(clockOf(zone).format(wholeSeconds));
  if (match === null) throw new StaskError('STASK_SCHEDULE_INVALID', `No wall time of ${zone} at ${atMs}.`);
  const [month, day, year, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSeconds;
}

/**
 * The one instant of a fixed wall time: the first of two in an overlap, and the first instant after the gap when the
 * clock jumps over it.
 */
export function instantOf(zone: string, wall: WallMs): number {
  const before = offsetAt(zone, wall - AROUND_MS);
  const after = offsetAt(zone, wall + AROUND_MS);
  const earliest = wall - Math.max(before, after);
  const latest = wall - Math.min(before, after);
  if (offsetAt(zone, earliest) === wall - earliest) return earliest;
  if (offsetAt(zone, latest) === wall - latest) return latest;
  return changeBetween(zone, wall - AROUND_MS, wall + AROUND_MS)!;
}

/** The instant at which the zone's offset changes after `fromMs` and up to `toMs`; undefined when it is the same at both. */
export function changeBetween(zone: string, fromMs: number, toMs: number): number | undefined {
  const offset = offsetAt(zone, fromMs);
  if (offsetAt(zone, toMs) === offset) return undefined;
  let same = Math.floor(fromMs / 1_000);
  let changed = Math.ceil(toMs / 1_000);
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(zone, middle * 1_000) === offset) same = middle;
    else changed = middle;
  }
  return changed * 1_000;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(zone, clock);
  }
  return clock;
}
