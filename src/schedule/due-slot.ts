import type { Schedule } from '../worker/schedule.js';
import { nextRunAt } from './next-run.js';

const SECOND_MS = 1_000;
/** A slot counts as being now for this long, which is longer than any look at the clock is apart. */
export const ON_TIME_MS = 60_000;

/** The last slot after `after` and up to `now`; undefined when there is none. */
export function latestSlot(schedule: Schedule, after: Date, now: Date): Date | undefined {
  const first = nextRunAt(schedule, after);
  if (first === undefined || first > now) return undefined;
  let latest = first;
  let endMs = now.getTime();
  while (endMs - latest.getTime() > SECOND_MS) {
    const middle = new Date(Math.floor((latest.getTime() + endMs) / 2));
    const next = nextRunAt(schedule, middle);
    if (next !== undefined && next <= now) latest = next;
    else endMs = middle.getTime();
  }
  const last = nextRunAt(schedule, latest);
  return last !== undefined && last <= now ? last : latest;
}

/**
 * Whether a run is due: `now` is within a minute after a slot, or, when the last slot that ran is given, a later one has
 * passed and the schedule catches up. A slot that ran is never due again.
 */
export function shouldRunNow(schedule: Schedule, now: Date, lastSlot?: Date): boolean {
  const recent = new Date(now.getTime() - ON_TIME_MS);
  if (lastSlot === undefined) return latestSlot(schedule, recent, now) !== undefined;
  const catchesUp = schedule.catchUp !== 'none';
  return latestSlot(schedule, catchesUp || lastSlot > recent ? lastSlot : recent, now) !== undefined;
}
