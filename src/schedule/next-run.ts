import { StaskError } from '../errors.js';
import type { Schedule } from '../worker/schedule.js';
import { momentOf } from './local-datetime.js';
import { wallTimesOf, type WallTimes } from './wall-times.js';
import { changeBetween, hostTimeZone, instantOf, offsetAt } from './zone.js';

const HOUR_MS = 3_600_000;
const MAX_PREVIEW = 1_000;
/** Slots lie in the years that ISO 8601 writes with four digits, from 1970 on. */
const FIRST_MS = -1;
const LAST_MS = Date.UTC(9999, 11, 30);

/**
 * The first slot of a schedule after a moment, which itself does not count; undefined when there is none: disabled,
 * manual, a `once` that has passed, a cron date that never comes.
 *
 * @param schedule checked by `parseSchedule`
 * @see docs/schedules.md for gaps and overlaps of the zone's clock
 */
export function nextRunAt(schedule: Schedule, after: Date): Date | undefined {
  if (Number.isNaN(after.getTime()))
    throw new RangeError('The moment to look for the next run after is an invalid date');
  const afterMs = Math.max(after.getTime(), FIRST_MS);
  if (schedule.enabled === false || afterMs > LAST_MS) return undefined;
  const zone = schedule.timezone ?? hostTimeZone();
  if (schedule.type === 'once') {
    const atMs = momentOf(schedule.datetime!, zone);
    return atMs > afterMs ? new Date(atMs) : undefined;
  }
  const times = wallTimesOf(schedule);
  if (times === undefined) return undefined;
  const nextMs = times.fixed ? nextFixed(times, zone, afterMs) : nextOfGrid(times, zone, afterMs);
  return nextMs === undefined ? undefined : new Date(nextMs);
}

export interface SchedulePreviewOptions {
  /** Default: the present moment. */
  readonly after?: Date;
  /** 0 to 1000; default 5. */
  readonly count?: number;
}

/**
 * The next `count` slots after a moment, at most 1000.
 *
 * @throws STASK_USAGE when `count` is not a whole number from 0 to 1000, or `after` is no valid Date
 */
export function previewSchedule(
  schedule: Schedule,
  { after = new Date(), count = 5 }: SchedulePreviewOptions = {},
): Date[] {
  if (!Number.isInteger(count) || count < 0 || count > MAX_PREVIEW)
    throw new StaskError('STASK_USAGE', `The number of runs to preview is 0 to ${MAX_PREVIEW}, got ${String(count)}.`);
  if (!(after instanceof Date) || Number.isNaN(after.getTime()))
    throw new StaskError('STASK_USAGE', `Runs are previewed after a valid Date, got ${String(after)}.`);
  const slots: Date[] = [];
  let last: Date | undefined = after;
  while (slots.length < count && (last = nextRunAt(schedule, last)) !== undefined) slots.push(last);
  return slots;
}

/** Each wall time has one instant; the first of them after the moment. */
function nextFixed(times: WallTimes, zone: string, afterMs: number): number | undefined {
  let wall = times.nextAfter(afterMs + offsetAt(zone, afterMs));
  while (wall !== undefined) {
    const atMs = instantOf(zone, wall);
    if (atMs > afterMs) return atMs; // not so for the second pass through an overlap
    wall = times.nextAfter(wall);
  }
  return undefined;
}

/** The first instant after the moment at which the zone's clock shows one of the times. */
function nextOfGrid(times: WallTimes, zone: string, afterMs: number): number | undefined {
  let fromMs = afterMs;
  let sinceMs = afterMs; // the offset holds from here on
  for (;;) {
    const offset = offsetAt(zone, sinceMs);
    const wall = times.nextAfter(fromMs + offset);
    if (wall === undefined) return undefined;
    const atMs = wall - offset; // if the offset stays until then
    const nearMs = Math.min(atMs, fromMs + 26 * HOUR_MS);
    const changeMs = changeBetween(zone, sinceMs, nearMs);
    if (changeMs === undefined && nearMs === atMs) return atMs;
    // The clock jumps: look again from there, the moment of the jump included. Or nothing is due for long: go close to
    // the slot, where at most one jump is left.
    sinceMs = changeMs ?? atMs - 25 * HOUR_MS;
    fromMs = changeMs === undefined ? sinceMs : changeMs - 1;
  }
}
