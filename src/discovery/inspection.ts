import { SKIP_REASONS, type ActionRecord, type SkipReason } from './report.js';
import { isJsonObject } from './safe-json.js';
import { isIdentifier } from '../worker/check-author-input.js';
import type { JsonObject } from '../worker/task-interface.js';

/** A worker class as inspection describes it; the package it is in is added by who asked. */
export interface InspectedWorker {
  /** Path of the file inside the package, as in its manifest. */
  readonly entry: string;
  readonly export: string;
  readonly identifier: string;
  /** `''` takes the scope of the manifest. */
  readonly scope: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  readonly settings: JsonObject;
  readonly settingsSchema?: JsonObject;
  readonly actions: readonly ActionRecord[];
}

/** A file, or a class in it (`export` given), that was left out. */
export interface LeftOut {
  readonly entry: string;
  readonly export?: string;
  readonly reason: SkipReason;
  readonly detail: string;
}

/** What one look at a package's code found. Plain JSON: it crosses a process border and is kept in a cache. */
export interface Inspection {
  readonly workers: readonly InspectedWorker[];
  readonly leftOut: readonly LeftOut[];
  readonly notices: ReadonlyArray<{ readonly code: string; readonly detail: string }>;
}

const PRIORITIES: readonly unknown[] = ['low', 'normal', 'high'];

/** What each field of an action record may hold. */
export const ACTION_FIELDS: Readonly<Record<keyof ActionRecord, (value: unknown) => boolean>> = {
  name: (value) => typeof value === 'string' && value !== '',
  title: isOptionalText,
  description: isOptionalText,
  timeoutMs: isOptionalCount,
  maxAttempts: isOptionalCount,
  concurrency: isOptionalCount,
  priority: (value) => value === undefined || PRIORITIES.includes(value),
  backoff: (value) => value === undefined || isDelay(value) || isBackoffPolicy(value),
  schema: (value) => value === undefined || isJsonObject(value),
};

/** Longest texts of a worker, in UTF-16 units: what the columns of `s_workers` hold. */
export const TEXT_LIMITS = { scope: 191, title: 255, description: 4_000, icon: 255 } as const;

const WORKER_TEXTS = ['entry', 'export', 'identifier', 'scope', 'title', 'description', 'icon'] as const;

/** The value as an inspection when it has that shape in every part, else `undefined`. What is unknown is left behind. */
export function readInspection(value: unknown): Inspection | undefined {
  if (!isJsonObject(value)) return undefined;
  const workers = readAll(value.workers, readWorker);
  const leftOut = readAll(value.leftOut, readLeftOut);
  const notices = readAll(value.notices, readNotice);
  return workers && leftOut && notices && { workers, leftOut, notices };
}

/** The value as an inspected worker when it has that shape in every part, else `undefined`. */
export function readWorker(value: unknown): InspectedWorker | undefined {
  if (!isJsonObject(value) || !WORKER_TEXTS.every((key) => typeof value[key] === 'string')) return undefined;
  if (Object.entries(TEXT_LIMITS).some(([key, limit]) => (value[key] as string).length > limit)) return undefined;
  if (!isIdentifier(value.identifier) || !isJsonObject(value.settings)) return undefined;
  if (value.settingsSchema !== undefined && !isJsonObject(value.settingsSchema)) return undefined;
  const actions = readAll(value.actions, readAction);
  if (actions === undefined || actions.length === 0) return undefined;
  return { ...pick(value, [...WORKER_TEXTS, 'settings', 'settingsSchema']), actions } as unknown as InspectedWorker;
}

/** The value as the record of an action when it has that shape in every part, else `undefined`. */
export function readAction(value: unknown): ActionRecord | undefined {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return undefined;
  const fits = Object.entries(ACTION_FIELDS).every(([key, isFit]) => isFit(value[key]));
  return fits ? (pick(value, Object.keys(ACTION_FIELDS)) as unknown as ActionRecord) : undefined;
}

function readLeftOut(value: unknown): LeftOut | undefined {
  if (!isJsonObject(value) || !isOptionalText(value.export)) return undefined;
  const { entry, reason, detail } = value;
  if (typeof entry !== 'string' || typeof detail !== 'string') return undefined;
  if (!SKIP_REASONS.includes(reason as SkipReason)) return undefined;
  const name = value.export as string | undefined;
  return { entry, ...(name !== undefined && { export: name }), reason: reason as SkipReason, detail };
}

function readNotice(value: unknown): { code: string; detail: string } | undefined {
  if (!isJsonObject(value) || typeof value.code !== 'string' || typeof value.detail !== 'string') return undefined;
  return { code: value.code, detail: value.detail };
}

function readAll<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read);
  return items.every((item) => item !== undefined) ? items : undefined;
}

function pick(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]]])));
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isOptionalCount(value: unknown): boolean {
  return value === undefined || (Number.isSafeInteger(value) && (value as number) > 0);
}

function isDelay(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function isBackoffPolicy(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { type, delayMs = 0, maxDelayMs = 0, jitter = true } = value;
  return (
    (type === 'exponential' || type === 'fixed') &&
    isDelay(delayMs) &&
    isDelay(maxDelayMs) &&
    typeof jitter === 'boolean'
  );
}
