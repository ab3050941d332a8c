import { Cron } from 'croner';
import type { Schedule } from '../worker/schedule.js';
import type { WallMs } from './zone.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

export const INTERVAL_MINUTES = { every_5min: 5, every_15min: 15, every_30min: 30, hourly: 60 } as const;
export const DAY_NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/**
 * A repeating schedule on the wall clock. `fixed` times run once each: at the first instant after a gap that hides them,
 * and at the first of two in an overlap. A grid that is not fixed runs whenever the clock shows one of its times.
 */
export interface WallTimes {
  readonly fixed: boolean;
  /** The first of its times after `wall`; undefined when there is none. */
  nextAfter(wall: WallMs): WallMs | undefined;
}

/** The wall times of a checked schedule; undefined for `manual` and `once`. */
export function wallTimesOf(schedule: Schedule): WallTimes | undefined {
  if (schedule.type === 'periodic') return periodic(schedule);
  if (schedule.type === 'regular') return regular(schedule);
  return schedule.type === 'cron' ? cron(schedule.cron!, isFixedCron(schedule.cron!)) : undefined;
}

/** A cron expression of five fields, or six with seconds first, or a nickname such as `@daily`, on the wall clock. */
export function parseCron(expression: string): Cron {
  if (/^\s*\d{4}-/.test(expression)) throw new SyntaxError('a date is no cron expression');
  return new Cron(expression, { timezone: 'UTC', paused: true, mode: '5-or-6-parts' });
}

function periodic({ frequency, time, days = [] }: Schedule): WallTimes {
  const [hour, minute] = time!.split(':');
  if (frequency === 'hourly') return cron(`${minute} * * * *`, false);
  const onDays =
    frequency === 'weekly' ? days.map((day) => (DAY_NAMES as readonly string[]).indexOf(day)).join(',') : '*';
  return cron(`${minute} ${hour} * * ${onDays}`, true);
}

function cron(expression: string, fixed: boolean): WallTimes {
  const pattern = parseCron(expression);
  return { fixed, nextAfter: (wall) => pattern.nextRun(new Date(wall))?.getTime() };
}

/** As in cron: times that name their hours and minutes are fixed; a `*` or a step, or all hours, make a grid. */
function isFixedCron(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 1) return fields[0]!.toLowerCase() !== '@hourly';
  const times = fields.slice(0, fields.length - 3);
  return !times.some((field) => /[*?/]/.test(field)) && !/(^|,)0-23(,|$)/.test(times.at(-1)!);
}

/** From `start_time` in steps to `end_time`, which counts, and which may lie after midnight. */
function regular({ start_time, end_time, interval }: Schedule): WallTimes {
  const start = minutesOf(start_time!);
  const end = minutesOf(end_time!);
  const length = (end - start + DAY_MINUTES) % DAY_MINUTES;
  const step = INTERVAL_MINUTES[interval!];
  const minutes: number[] = [];
  for (let since = 0; since <= length; since += step) minutes.push((start + since) % DAY_MINUTES);
  minutes.sort((a, b) => a - b);
  return {
    fixed: false,
    nextAfter(wall) {
      const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
      const later = minutes.find((minute) => midnight + minute * MINUTE_MS > wall);
      return later === undefined ? midnight + DAY_MS + minutes[0]! * MINUTE_MS : midnight + later * MINUTE_MS;
    },
  };
}

function minutesOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return hour * 60 + minute;
}
