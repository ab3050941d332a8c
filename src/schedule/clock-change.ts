import type { Schedule } from '../worker/schedule.js';
import { parseIsoDatetime } from './local-datetime.js';
import { wallTimesOf } from './wall-times.js';
import { hostTimeZone, offsetAt, type WallMs } from './zone.js';

const DAY_MS = 86_400_000;

/**
 * What a change of the zone's clock does to a run at a fixed local time. `gap`: the clock jumps over `wall`, so the run
 * starts at the first instant after the jump. `overlap`: the clock shows `wall` twice, and the run starts the first time.
 */
export interface ClockChange {
  readonly kind: 'gap' | 'overlap';
  readonly wall: WallMs;
}

/**
 * Undefined for a run that no change of the clock touches, and for grids such as `hourly`, which run every real interval.
 *
 * @param atMs a slot of the schedule, as `nextRunAt` gives it
 */
export function clockChangeAt(schedule: Schedule, atMs: number): ClockChange | undefined {
  const zone = schedule.timezone ?? hostTimeZone();
  const wall = fixedTimeOf(schedule, atMs, { zone, jumpedFrom: atMs + offsetAt(zone, atMs - 1_000) });
  if (wall === undefined) return undefined;
  const shown = atMs + offsetAt(zone, atMs);
  if (wall !== shown) return { kind: 'gap', wall };
  const later = shown - offsetAt(zone, shown + DAY_MS);
  const isTwice = later > atMs && later + offsetAt(zone, later) === shown;
  return isTwice ? { kind: 'overlap', wall } : undefined;
}

/** The local time that a slot stands for: the one the clock shows, or one that it jumped over just before. */
function fixedTimeOf(
  schedule: Schedule,
  atMs: number,
  { zone, jumpedFrom }: { zone: string; jumpedFrom: WallMs },
): WallMs | undefined {
  if (schedule.type === 'once') {
    const datetime = parseIsoDatetime(schedule.datetime!);
    return datetime !== undefined && 'wall' in datetime ? datetime.wall : undefined;
  }
  const times = wallTimesOf(schedule);
  if (!times?.fixed) return undefined;
  const shown = atMs + offsetAt(zone, atMs);
  return times.nextAfter(Math.min(jumpedFrom, shown) - 1_000);
}
