import { messageOf, StaskError, type FieldProblem } from '../errors.js';
import type { Schedule } from '../worker/schedule.js';
import { parseIsoDatetime } from './local-datetime.js';
import { DAY_NAMES, INTERVAL_MINUTES, parseCron } from './wall-times.js';
import { isTimeZone } from './zone.js';

type Field = keyof Schedule;
/** Says what is allowed when the value is not; undefined when it is. */
type Check = (value: unknown) => string | undefined;

const TYPES = ['manual', 'once', 'periodic', 'regular', 'cron'] as const;
const FREQUENCIES = ['hourly', 'daily', 'weekly'] as const;
const CATCH_UPS = ['one', 'none'] as const;
const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const ANY_HOUR = /^\*:[0-5]\d$/;

const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string) ? undefined : `one of ${words.join(', ')}`;
const text: Check = (value) => (typeof value === 'string' ? undefined : 'text');
const clockTime: Check = (value) =>
  typeof value === 'string' && CLOCK_TIME.test(value) ? undefined : 'a time HH:MM from 00:00 to 23:59';
const anyHour: Check = (value) =>
  typeof value === 'string' && ANY_HOUR.test(value) ? undefined : '*:MM from *:00 to *:59 for an hourly schedule';
const dayList: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((day) => DAY_NAMES.includes(day as never))
    ? undefined
    : `a list of one or more of ${DAY_NAMES.join(', ')}`;
const datetime: Check = (value) =>
  typeof value === 'string' && parseIsoDatetime(value) !== undefined
    ? undefined
    : 'an ISO 8601 date and time such as 2026-05-31T08:00 or 2026-05-31T08:00:00+02:00';
const zone: Check = (value) =>
  typeof value === 'string' && isTimeZone(value) ? undefined : 'the name of a time zone such as Europe/Kyiv or UTC';
const cron: Check = (value) => {
  const allowed = 'a cron expression of five fields (minute hour day month weekday), or six with seconds first';
  if (typeof value !== 'string') return allowed;
  try {
    parseCron(value);
    return undefined;
  } catch (error) {
    return `${allowed} (${messageOf(error).replace(/^CronPattern: /, '')})`;
  }
};

/** Checked in every schedule, whatever its type uses. */
const ALWAYS: Readonly<Record<Field, Check>> = {
  type: oneOf(TYPES),
  enabled: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  datetime: text,
  time: text,
  frequency: text,
  days: (value) => (Array.isArray(value) ? undefined : 'a list'),
  start_time: text,
  end_time: text,
  interval: text,
  cron: text,
  timezone: zone,
  catchUp: oneOf(CATCH_UPS),
};

/** Required, and checked in full, in a schedule of this kind. */
function neededBy({ type, frequency }: { type?: unknown; frequency?: unknown }): Partial<Record<Field, Check>> {
  switch (type) {
    case 'once':
      return { datetime };
    case 'periodic':
      return {
        frequency: oneOf(FREQUENCIES),
        time: frequency === 'hourly' ? anyHour : clockTime,
        ...(frequency === 'weekly' && { days: dayList }),
      };
    case 'regular':
      return { start_time: clockTime, end_time: clockTime, interval: oneOf(Object.keys(INTERVAL_MINUTES)) };
    case 'cron':
      return { cron };
    default:
      return {};
  }
}

/**
 * A checked copy of a schedule as settings hold it. Fields that its type does not use may be there, of the right type.
 *
 * @throws STASK_SCHEDULE_INVALID naming each wrong field, its value and what is allowed
 * @see docs/schedules.md
 */
export function parseSchedule(value: unknown): Schedule {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid([
      { pointer: '', message: `A schedule is an object such as {"type":"manual"}, got ${shown(value)}.` },
    ]);
  const given = value as Readonly<Record<string, unknown>>;
  const needed = neededBy(given);
  const fields = new Set([...Object.keys(given), 'type', ...Object.keys(needed)]);
  const problems = [...fields].flatMap((field) => problemOf(field, given[field], needed) ?? []);
  if (problems.length > 0) throw invalid(problems);
  const known = (Object.keys(ALWAYS) as Field[]).filter((field) => given[field] !== undefined);
  return structuredClone(Object.fromEntries(known.map((field) => [field, given[field]]))) as unknown as Schedule;
}

function problemOf(field: string, value: unknown, needed: Partial<Record<Field, Check>>): FieldProblem | undefined {
  const pointer = `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (!Object.hasOwn(ALWAYS, field))
    return { pointer, message: `Unknown schedule field ${shown(field)}; known: ${Object.keys(ALWAYS).join(', ')}.` };
  const required = field === 'type' ? ALWAYS.type : needed[field as Field];
  if (value === undefined && required === undefined) return undefined;
  const allowed = (required ?? ALWAYS[field as Field])(value);
  if (allowed === undefined) return undefined;
  const got = value === undefined ? 'is missing' : `is ${shown(value)}`;
  return { pointer, message: `Schedule field "${field}" ${got}; allowed: ${allowed}.` };
}

function shown(value: unknown): string {
  try {
    const json = JSON.stringify(value) ?? typeof value;
    return json.length > 100 ? `${json.slice(0, 100)}…` : json;
  } catch {
    return typeof value; // a cycle or a BigInt has no JSON
  }
}

function invalid(fields: readonly FieldProblem[]): StaskError {
  return new StaskError('STASK_SCHEDULE_INVALID', fields.map(({ message }) => message).join(' '), { fields });
}
