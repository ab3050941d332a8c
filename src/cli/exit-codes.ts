import type { StaskErrorCode } from '../errors.js';

/** What the shell sees; `docs/cli.md` lists them. 130 and 143 are SIGINT and SIGTERM. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notFound: 3, conflict: 4, configuration: 5 } as const;

/** Code of an error that is not a {@link StaskErrorCode}: a bug of sTask, of a worker or of the machine. */
export const UNEXPECTED = 'UNEXPECTED';

const EXIT_CODES: Readonly<Record<StaskErrorCode, number>> = {
  STASK_ACTION_CONFLICT: EXIT.conflict,
  STASK_ACTION_NOT_FOUND: EXIT.notFound,
  STASK_CLEAN_TOO_MANY: EXIT.conflict,
  STASK_CLOSED: EXIT.failed,
  STASK_CONFIG_INVALID: EXIT.configuration,
  STASK_CONTRACT_INVALID: EXIT.failed,
  STASK_DATABASE_LOCKED: EXIT.configuration,
  STASK_DATABASE_NOT_MIGRATED: EXIT.configuration,
  STASK_DATABASE_READONLY: EXIT.configuration,
  STASK_DATABASE_UNAVAILABLE: EXIT.configuration,
  STASK_DATA_INVALID: EXIT.usage,
  STASK_GROUP_NOT_FOUND: EXIT.notFound,
  STASK_HOST_MISSING: EXIT.failed,
  STASK_IDENTIFIER_INVALID: EXIT.usage,
  STASK_IDENTIFIER_TAKEN: EXIT.conflict,
  STASK_NOT_GRANTED: EXIT.conflict,
  STASK_OPTIONS_INVALID: EXIT.usage,
  STASK_PACKAGE_NOT_FOUND: EXIT.notFound,
  STASK_PRIORITY_INVALID: EXIT.usage,
  STASK_SCAN_INCOMPLETE: EXIT.conflict,
  STASK_SCHEDULE_INVALID: EXIT.usage,
  STASK_SETTINGS_INVALID: EXIT.usage,
  STASK_TASK_NOT_FOUND: EXIT.notFound,
  STASK_TASK_STATE: EXIT.conflict,
  STASK_USAGE: EXIT.usage,
  STASK_WORKER_INACTIVE: EXIT.conflict,
  STASK_WORKER_LOAD_FAILED: EXIT.failed,
  STASK_WORKER_NOT_FOUND: EXIT.notFound,
};

/** Exit code of an error; a code of a newer copy of sTask counts as a failure. */
export function exitCodeOf(code: string): number {
  return Object.hasOwn(EXIT_CODES, code) ? EXIT_CODES[code as StaskErrorCode] : EXIT.failed;
}
