/** Brand that marks an error of sTask, also across two loaded copies of the package. */
const ERROR_BRAND = Symbol.for('stask.error');

/** Every code a {@link StaskError} can carry. `docs/errors.md` explains each one. */
export const STASK_ERROR_CODES = [
  'STASK_ACTION_CONFLICT',
  'STASK_ACTION_NOT_FOUND',
  'STASK_CLEAN_TOO_MANY',
  'STASK_CLOSED',
  'STASK_CONFIG_INVALID',
  'STASK_CONTRACT_INVALID',
  'STASK_DATABASE_LOCKED',
  'STASK_DATABASE_NOT_MIGRATED',
  'STASK_DATABASE_READONLY',
  'STASK_DATABASE_UNAVAILABLE',
  'STASK_DATA_INVALID',
  'STASK_GROUP_NOT_FOUND',
  'STASK_HOST_MISSING',
  'STASK_IDENTIFIER_INVALID',
  'STASK_IDENTIFIER_TAKEN',
  'STASK_NOT_GRANTED',
  'STASK_OPTIONS_INVALID',
  'STASK_PACKAGE_NOT_FOUND',
  'STASK_PRIORITY_INVALID',
  'STASK_SCAN_INCOMPLETE',
  'STASK_SCHEDULE_INVALID',
  'STASK_SETTINGS_INVALID',
  'STASK_TASK_NOT_FOUND',
  'STASK_TASK_STATE',
  'STASK_USAGE',
  'STASK_WORKER_INACTIVE',
  'STASK_WORKER_LOAD_FAILED',
  'STASK_WORKER_NOT_FOUND',
] as const;

export type StaskErrorCode = (typeof STASK_ERROR_CODES)[number];

/** One problem of one field; `pointer` is a JSON Pointer into the checked value, `''` for the value itself. */
export interface FieldProblem {
  readonly pointer: string;
  readonly message: string;
}

export interface StaskErrorOptions extends ErrorOptions {
  /** For invalid options, settings and data: which fields are wrong and why. */
  readonly fields?: readonly FieldProblem[];
}

/**
 * The one error class of sTask. The message says what happened, to which thing, with what value and what to do next.
 * Test with {@link isStaskError} and `code`: two copies of the package may be loaded, so `instanceof` is not reliable.
 */
export class StaskError extends Error {
  override readonly name = 'StaskError';
  readonly code: StaskErrorCode;
  readonly fields: readonly FieldProblem[];

  constructor(code: StaskErrorCode, message: string, options: StaskErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.fields = options.fields ?? [];
    Object.defineProperty(this, ERROR_BRAND, { value: true });
  }
}

/** True for an error of any copy of sTask, optionally only with this code. */
export function isStaskError(value: unknown, code?: StaskErrorCode): value is StaskError {
  if (typeof value !== 'object' || value === null) return false;
  const error = value as { [ERROR_BRAND]?: unknown; code?: unknown };
  return error[ERROR_BRAND] === true && (code === undefined || error.code === code);
}

/** The text of anything thrown, one line or many, never empty. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  try {
    const text = String(thrown) || 'unknown error';
    return text === '[object Object]' ? textOfObject(thrown as object) : text;
  } catch {
    return 'unknown error'; // a thrown object whose toString throws has no better text
  }
}

/** People throw `{ message }` and answers of servers. */
function textOfObject(thrown: object): string {
  const { message } = thrown as { message?: unknown };
  return typeof message === 'string' && message !== '' ? message : JSON.stringify(thrown);
}

/** The error for an argument an author got wrong: where, what is expected there, what came. */
export function contractInvalid(where: string, expected: string, got: unknown, cause?: unknown): StaskError {
  const message = `${where} expects ${expected}, got ${describe(got)}.`;
  return new StaskError('STASK_CONTRACT_INVALID', message, cause === undefined ? {} : { cause });
}

/** A value in a few words for a message: short values as they are, others by their type; never runs code of the value. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length <= 80 ? JSON.stringify(value) : `a text of ${value.length} characters`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object';
    default:
      return String(value);
  }
}

export const maintenanceNotGranted = (identifier: string): StaskError =>
  new StaskError(
    'STASK_NOT_GRANTED',
    `Worker "${identifier}" asks for the maintenance of this host, which its package is not granted. If it is to have it, ` +
      "name the package: createStask({ maintenance: ['PACKAGE'] }). By default `stask-worker-maintenance` has it where " +
      'the host lists it among its own dependencies.',
  );
