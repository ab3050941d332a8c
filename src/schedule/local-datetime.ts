import { instantOf, type WallMs } from './zone.js';

const DATETIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?\s?(Z|[+-]\d\d:?(?:\d\d)?)?)?$/i;

/** An ISO 8601 date and time: a moment when it has an offset, else a wall time; a date alone is its midnight. */
export type IsoDatetime = { readonly atMs: number } | { readonly wall: WallMs };

/** Undefined when the text is none, or names a day or time that the calendar does not have. */
export function parseIsoDatetime(text: string): IsoDatetime | undefined {
  const match = DATETIME.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part))) as [
    number,
    number,
    number,
    number?,
    number?,
    number?,
  ];
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? '').padEnd(3, '0')));
  const date = new Date(wall);
  if (
    year < 1970 ||
    hour > 23 ||
    minute > 59 ||
    second > 59 ||
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day
  )
    return undefined;
  const zone = match[8];
  if (zone === undefined) return { wall };
  if (/z/i.test(zone)) return { atMs: wall };
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone)!;
  const offsetMinutes = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || offsetMinutes > 18 * 60) return undefined;
  return { atMs: wall - (sign === '-' ? -1 : 1) * offsetMinutes * 60_000 };
}

/** The moment of a checked datetime; without offset it is local to `zone`. */
export function momentOf(text: string, zone: string): number {
  const datetime = parseIsoDatetime(text)!;
  return 'atMs' in datetime ? datetime.atMs : instantOf(zone, datetime.wall);
}
