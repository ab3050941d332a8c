import { messageOf, StaskError } from '../errors.js';
import { checkValue } from '../schema/check-value.js';
import { dangerousKeys } from '../schema/dangerous-keys.js';
import type { WorkerRow, WorkerStore } from '../store/worker-store.js';
import { flattenPatch, isPlainObject, setPaths } from '../worker/dot-path.js';
import type { JsonObject } from '../worker/task-interface.js';
import { mergeSettings } from './merge-settings.js';
import { maskSecrets, restoreSecrets } from './secrets.js';
import { workerNotFound } from './worker-not-found.js';

/** Largest settings of one worker as JSON text, in characters. */
const MAX_LENGTH = 1_000_000;

export interface WorkerSettings {
  /** Stored settings over the author's defaults. @throws StaskError `STASK_WORKER_NOT_FOUND` */
  get(identifier: string): Promise<JsonObject>;
  /** The same with every secret of the settings schema replaced by `{ "$secret": true }`. */
  getMasked(identifier: string): Promise<JsonObject>;
  /** Replaces the value at each dot path. */
  set(identifier: string, values: JsonObject): Promise<JsonObject>;
  /** Merges: keys may be dot paths, nested objects are merged, everything else is replaced. */
  update(identifier: string, patch: JsonObject): Promise<JsonObject>;
  /**
   * Changes the stored settings by a function; the others end in it. `{ "$secret": true }` keeps what is stored.
   *
   * @returns the settings merged over the defaults
   * @throws StaskError `STASK_SETTINGS_INVALID` with the fields, `STASK_WORKER_NOT_FOUND`
   */
  change(identifier: string, change: (stored: JsonObject) => JsonObject): Promise<JsonObject>;
}

/** More to check than the schema says, such as the schedule; throws when the settings cannot be kept. */
export type SettingsCheck = (settings: JsonObject, row: WorkerRow) => void | Promise<void>;

export function createWorkerSettings(store: WorkerStore, check?: SettingsCheck): WorkerSettings {
  const find = async (identifier: string): Promise<WorkerRow> => {
    const row = await store.find(identifier);
    if (row !== undefined) return row;
    throw await unknownWorker(store, identifier);
  };
  const change: WorkerSettings['change'] = async (identifier, apply) => {
    await find(identifier);
    const row = await store.changeSettings(identifier, async (stored, current) => {
      const next = restoreSecrets(plain(apply(stored), identifier), stored);
      await checkSettings(next, current, check);
      return next;
    });
    if (row === undefined) throw await unknownWorker(store, identifier);
    return settingsOf(row);
  };
  return {
    get: async (identifier) => settingsOf(await find(identifier)),
    getMasked: async (identifier) => maskedSettingsOf(await find(identifier)),
    set: (identifier, values) => change(identifier, (stored) => setPaths(stored, plain(values, identifier))),
    update: (identifier, patch) =>
      change(identifier, (stored) => setPaths(stored, flattenPatch(plain(patch, identifier)))),
    change,
  };
}

export function settingsOf(row: WorkerRow): JsonObject {
  return mergeSettings(row.defaults, row.settings);
}

export function maskedSettingsOf(row: WorkerRow): JsonObject {
  return maskSecrets(settingsOf(row), row.settingsSchema);
}

async function checkSettings(next: JsonObject, row: WorkerRow, check: SettingsCheck | undefined): Promise<void> {
  const dangerous = dangerousKeys(next);
  if (dangerous.length > 0) throw invalid(row.identifier, dangerous);
  if (JSON.stringify(next).length > MAX_LENGTH) {
    throw invalid(row.identifier, [{ pointer: '', message: `must be at most ${MAX_LENGTH} characters as JSON` }]);
  }
  const merged = mergeSettings(row.defaults, next);
  if (row.settingsSchema !== null) {
    const { fields } = await checkValue(row.settingsSchema, merged);
    if (fields !== undefined) throw invalid(row.identifier, fields);
  }
  await check?.(merged, row);
}

/** A copy as it will be stored: JSON, and of nothing but plain objects. */
function plain(value: JsonObject, identifier: string): JsonObject {
  if (!isPlainObject(value)) {
    const got = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
    throw new StaskError(
      'STASK_SETTINGS_INVALID',
      `The settings of "${identifier}" must be a plain object, got ${got}.`,
    );
  }
  try {
    return JSON.parse(JSON.stringify(value)) as JsonObject;
  } catch (cause) {
    const message = `The settings of "${identifier}" cannot be stored as JSON: ${messageOf(cause)}. Store plain values only.`;
    throw new StaskError('STASK_SETTINGS_INVALID', message, { cause });
  }
}

function invalid(identifier: string, fields: StaskError['fields']): StaskError {
  const list = fields.map(({ pointer, message }) => `${pointer || 'settings'}: ${message}`).join('; ');
  return new StaskError('STASK_SETTINGS_INVALID', `The settings of "${identifier}" were not saved. ${list}.`, {
    fields,
  });
}

async function unknownWorker(store: WorkerStore, identifier: string): Promise<StaskError> {
  const rows = await store.list();
  return workerNotFound(
    identifier,
    rows.map((row) => row.identifier),
  );
}
