import { isCalendarDay } from '../check-fields.js';
import { usageError } from './usage-error.js';

/** Task ids are whole numbers from 1; nothing else ever reaches a path or a query. */
export function parseTaskId(value: string): number {
  const id = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(id) && id > 0) return id;
  throw usageError(`A task id is a whole number from 1, got ${JSON.stringify(value)}. \`stask tasks\` lists them.`);
}

export function parseCount(flag: string, value: string, most = Number.MAX_SAFE_INTEGER): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && count >= 1 && count <= most) return count;
  const range = most === Number.MAX_SAFE_INTEGER ? 'of at least 1' : `from 1 to ${most}`;
  throw usageError(`${flag} must be a whole number ${range}, got ${JSON.stringify(value)}.`);
}

/** A port to listen on; 0 takes a free one. */
export function parsePort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw usageError(`--port must be a whole number from 0 to 65535, got ${JSON.stringify(value)}.`);
}

/** ISO 8601 with a date; a time without offset is local, as everywhere in JavaScript. */
export function parseTime(flag: string, value: string): Date {
  const time = new Date(value);
  if (isCalendarDay(value) && !Number.isNaN(time.getTime())) return time;
  throw usageError(`${flag} must be an ISO 8601 time such as 2030-01-31T08:00:00Z, got ${JSON.stringify(value)}.`);
}

/** `a.b=VALUE`; the value is JSON if it parses, else text. */
export function parseAssignment(assignment: string): readonly [path: string, value: unknown] {
  const at = assignment.indexOf('=');
  if (at < 1) throw usageError(`--set needs PATH=VALUE such as api.timeout=30, got ${JSON.stringify(assignment)}.`);
  const text = assignment.slice(at + 1);
  return [assignment.slice(0, at), jsonOrText(text)];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // plain text needs no quotes on a command line
  }
}
