import { usageError } from './usage-error.js';

/** Task ids are whole numbers from 1; nothing else ever reaches a path or a query. */
export function parseTaskId(value: string): number {
  const id = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(id) && id > 0) return id;
  throw usageError(`A task id is a whole number from 1, got ${JSON.stringify(value)}. \`stask tasks\` lists them.`);
}

export function parseCount(flag: string, value: string, minimum = 1): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(count) && count >= minimum) return count;
  throw usageError(`${flag} must be a whole number of at least ${minimum}, got ${JSON.stringify(value)}.`);
}

/** ISO 8601 with a date; a time without offset is local, as everywhere in JavaScript. */
export function parseTime(flag: string, value: string): Date {
  const time = new Date(value);
  if (/^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(time.getTime())) return time;
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
