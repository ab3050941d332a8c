import { StaskError } from '../errors.js';
import type { ActionRecord } from '../discovery/report.js';
import type { NewTask } from '../store/new-task.js';
import type { WorkerRow } from '../store/worker-store.js';
import type { Backoff } from '../worker/action.js';
import { canonicalActionName, findAction } from '../worker/action-name.js';
import { checkData, isPlainObject, textProblem } from './check-data.js';
import { momentOf, shownValue, unknownField } from '../check-fields.js';
import { nearNames } from '../near-names.js';
import { priorityNumber } from './priority.js';
import { taskId } from './task-id.js';
import type { CreateRequest, TaskRef } from './tasks.js';

const MAX_UNIQUE_KEY = 191;
const MAX_AFTER = 10_000;
const MAX_USER_ID = 180;
const DEFAULT_MAX_ATTEMPTS = 3;
const FIELDS: ReadonlyArray<keyof CreateRequest> = [
  'identifier',
  'action',
  'data',
  'priority',
  'userId',
  'startAt',
  'maxAttempts',
  'uniqueKey',
  'backoff',
  'timeoutMs',
  'after',
  'webhook',
];
/** The last moment every database stores. */
const LAST_START = Date.UTC(9999, 11, 31);

/** What a create needs to know about the worker; the data itself is checked against the action's options elsewhere. */
export interface Target {
  readonly row: WorkerRow;
  readonly action: ActionRecord;
}

/** @throws STASK_WORKER_NOT_FOUND with near names */
export function workerMissing(identifier: unknown, known: readonly string[]): StaskError {
  const name = typeof identifier === 'string' ? `"${identifier}"` : String(identifier);
  const near = typeof identifier === 'string' ? nearNames(identifier, known) : [];
  return new StaskError(
    'STASK_WORKER_NOT_FOUND',
    `No worker ${name}. ${suggestion(near, known)} Just installed? Run \`stask discover\`.`,
  );
}

/** @throws STASK_ACTION_NOT_FOUND with near names, STASK_WORKER_INACTIVE */
export function targetOf(row: WorkerRow, action: unknown): Target {
  const known = row.actions.map(({ name }) => name);
  if (typeof action !== 'string' || action.trim() === '')
    throw new StaskError(
      'STASK_USAGE',
      `action must be the name of an action of "${row.identifier}", got ${shownValue(action)}. Known: ${known.join(', ')}.`,
    );
  const record = findAction(row.actions, action);
  if (record === undefined)
    throw new StaskError(
      'STASK_ACTION_NOT_FOUND',
      `Worker "${row.identifier}" has no action "${action}". ${suggestion(nearNames(canonicalActionName(action) ?? action, known), known)}`,
    );
  if (row.active) return { row, action: record };
  throw new StaskError(
    'STASK_WORKER_INACTIVE',
    `Worker "${row.identifier}" is not active, so no task was created. Run \`stask activate ${row.identifier}\` first.`,
  );
}

/**
 * The row to insert, or an error that names the field, what was given and what is allowed.
 *
 * @throws STASK_DATA_INVALID, STASK_PRIORITY_INVALID, STASK_USAGE
 */
export function newTask(request: CreateRequest, { row, action }: Target, maxDataBytes?: number): NewTask {
  const problem = unknownField(request, FIELDS);
  if (problem !== undefined) throw new StaskError('STASK_USAGE', `Task not created: ${problem}`);
  const data = request.data === undefined ? {} : request.data;
  checkData(data, maxDataBytes);
  const after = afterOf(request.after);
  const task: NewTask = {
    identifier: row.identifier,
    action: action.name,
    data,
    priority: priorityNumber(request.priority ?? action.priority ?? 'normal'),
    startedBy: userIdOf(request.userId),
    startAt: startAtOf(request.startAt),
    maxAttempts: maxAttemptsOf(request.maxAttempts ?? action.maxAttempts ?? DEFAULT_MAX_ATTEMPTS),
    uniqueKey: uniqueKeyOf(request.uniqueKey),
    backoff: backoffOf(request.backoff),
    timeoutMs: timeoutOf(request.timeoutMs),
  };
  return after === undefined ? task : { ...task, after };
}

function userIdOf(userId: unknown): string | number | null {
  if (userId === undefined || userId === null) return null;
  if (typeof userId === 'number' && Number.isFinite(userId)) return userId;
  if (typeof userId === 'string') return limited('userId', userId, MAX_USER_ID);
  throw usage(`userId must be a string or a finite number, got ${shownValue(userId)}`);
}

/** A start in the past means: at once. */
function startAtOf(startAt: unknown): Date | null {
  if (startAt === undefined || startAt === null) return null;
  const moment = momentOf(startAt);
  if (moment === undefined)
    throw usage(
      `startAt must be a valid Date or an ISO 8601 time with offset, as 2030-01-31T09:00:00Z, got ${shownValue(startAt)}`,
    );
  if (moment.getTime() < LAST_START) return moment.getTime() < 0 ? new Date(0) : new Date(moment);
  throw usage(`startAt must be before 9999-12-31, got ${moment.toISOString()}`);
}

function maxAttemptsOf(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw usage(`maxAttempts must be a whole number from 1 to 1000000, got ${shownValue(value)}`);
}

const MAX_DELAY_MS = 10 * 365 * 86_400_000;
const isDelay = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_DELAY_MS;

function timeoutOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (isDelay(value) && value > 0) return value;
  throw usage(`timeoutMs must be a whole number of milliseconds of at least 1, got ${shownValue(value)}`);
}

function backoffOf(value: Backoff | null | undefined): Backoff | null {
  if (value === undefined || value === null || isDelay(value)) return value ?? null;
  if (!isPlainObject(value) || !['exponential', 'fixed'].includes(value.type))
    throw usage(
      `backoff must be milliseconds or { type: "exponential" | "fixed", delayMs, … }, got ${shownValue(value)}`,
    );
  const { type, delayMs, maxDelayMs, jitter } = value;
  for (const [name, delay] of Object.entries({ delayMs, maxDelayMs }))
    if (delay !== undefined && !isDelay(delay))
      throw usage(`backoff.${name} must be a whole number of milliseconds, got ${shownValue(delay)}`);
  return {
    type,
    ...(delayMs !== undefined && { delayMs }),
    ...(maxDelayMs !== undefined && { maxDelayMs }),
    ...(jitter !== undefined && { jitter }),
  };
}

function afterOf(after: unknown): readonly number[] | undefined {
  if (after === undefined || after === null) return undefined;
  if (!Array.isArray(after)) throw usage(`after must be an array of tasks or their ids, got ${shownValue(after)}`);
  const ids = [...new Set(after.map((ref) => taskId(ref as TaskRef)))];
  if (ids.length > MAX_AFTER) throw usage(`after must name at most ${MAX_AFTER} tasks, got ${ids.length}`);
  return ids.length === 0 ? undefined : ids;
}

function uniqueKeyOf(key: unknown): string | null {
  if (key === undefined || key === null) return null;
  if (typeof key === 'string' && key !== '') return limited('uniqueKey', key, MAX_UNIQUE_KEY);
  throw usage(`uniqueKey must be a text of 1 to ${MAX_UNIQUE_KEY} characters, got ${shownValue(key)}`);
}

function limited(field: string, text: string, most: number): string {
  const problem = textProblem(text);
  if (problem !== undefined) throw usage(`${field} ${problem}`);
  if (text.length <= most) return text;
  throw usage(`${field} must be at most ${most} characters, got ${text.length}; use a hash of it`);
}

function suggestion(near: readonly string[], known: readonly string[]): string {
  if (near.length > 0) return `Did you mean ${near.join(' or ')}?`;
  return `Known: ${known.slice(0, 20).join(', ') || 'none'}${known.length > 20 ? ' …' : ''}.`;
}

const usage = (problem: string): StaskError => new StaskError('STASK_USAGE', `Task not created: ${problem}.`);
