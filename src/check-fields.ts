import { StaskError } from './errors.js';
import { nearNames } from './near-names.js';

/**
 * The options of a call; a misspelt one must not silently mean the default.
 *
 * @throws STASK_USAGE for anything but an object, and for a field that is not known
 */
export function fieldsOf<T extends object>(call: string, given: T | undefined, known: readonly string[]): Partial<T> {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new StaskError('STASK_USAGE', `${call} takes an object with ${known.join(', ')}, got ${shownValue(given)}.`);
  const problem = unknownField(given, known);
  if (problem !== undefined) throw new StaskError('STASK_USAGE', `${call}: ${problem}`);
  return given;
}

/** What is wrong with the first field that is not known and has a value. */
export function unknownField(given: object, known: readonly string[]): string | undefined {
  const key = Object.keys(given).find((each) => !known.includes(each) && valueOf(given, each) !== undefined);
  if (key === undefined) return undefined;
  const value = valueOf(given, key);
  const near = nearNames(key, known);
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ` Known: ${known.join(', ')}.`;
  return `${JSON.stringify(key.slice(0, 80))} is not a field, got ${shownValue(value)} for it.${hint}`;
}

/** Whether the calendar has the day that an ISO 8601 text begins with; JavaScript makes 2 March of 30 February. */
export function isCalendarDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  return new Date(Date.UTC(2000 + (year % 400), month - 1, day)).getUTCDate() === day;
}

const ISO_MOMENT = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/i;

/** A valid `Date`, or what an ISO 8601 text with offset means (a day alone: its midnight in UTC); else undefined. */
export function momentOf(value: unknown): Date | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
  if (typeof value !== 'string' || !ISO_MOMENT.test(value) || !isCalendarDay(value)) return undefined;
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

const valueOf = (given: object, key: string): unknown => (given as Readonly<Record<string, unknown>>)[key];

/** A value as a message shows it: short, and never the content of an object. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'object' && value !== null) return isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false; // a revoked proxy cannot be asked
  }
}
