import { shownValue } from '../check-fields.js';
import { messageOf, StaskError } from '../errors.js';
import type { JsonObject } from '../worker/task-interface.js';
import { plainJson } from './plain-json.js';
import { storableMessage } from './progress-line.js';
import type { LogRecord } from './task.js';

const LEVELS: readonly LogRecord['level'][] = ['info', 'warning', 'error'];

/**
 * A record of the task's log made of whatever a worker passes: an unknown level is `info`, an error in place of the
 * message is taken into the context, a context that is no object becomes its `value`. Never throws.
 */
export function toLogRecord(timestamp: Date, level: unknown, message: unknown, context?: unknown): LogRecord {
  const fields = plainJson(context ?? (message instanceof Error ? { error: message } : {}));
  return {
    timestamp: timestamp.toISOString(),
    level: LEVELS.find((known) => known === level) ?? 'info',
    message: storableMessage(textOf(message)),
    context: isObject(fields) ? fields : { value: fields },
  };
}

/** @throws STASK_USAGE for what {@link toLogRecord} would only guess at */
export function checkLogCall(level: unknown, message: unknown, context: unknown): void {
  if (!LEVELS.some((known) => known === level)) throw wrong('level', LEVELS.join(', '), level);
  if (typeof message !== 'string') throw wrong('message', 'a text', message);
  if (context !== undefined && !isObject(context)) throw wrong('context', 'an object', context);
}

const wrong = (name: string, rule: string, value: unknown): StaskError =>
  new StaskError('STASK_USAGE', `log(): ${name} must be ${rule}, got ${shownValue(value)}.`);

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  return message instanceof Error ? messageOf(message) : (JSON.stringify(plainJson(message)) ?? '');
}

/** One line of JSON and a newline. */
export function formatLogLine(record: LogRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** The record of one line; undefined when the line is damaged. */
export function parseLogLine(line: string): LogRecord | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined; // a crash may leave half a line
  }
  if (!isObject(record)) return undefined;
  const { timestamp, level, message, context } = record;
  const known = LEVELS.find((word) => word === level);
  if (typeof timestamp !== 'string' || known === undefined || typeof message !== 'string') return undefined;
  return { timestamp, level: known, message, context: isObject(context) ? context : {} };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
