import { isStaskError, messageOf, StaskError } from '../errors.js';
import type { StaskErrorCode } from '../errors.js';

type Kind = 'transient' | 'readonly' | 'denied' | 'not-migrated' | 'refused' | 'unavailable' | 'duplicate';

/** Codes of mysql2 (numbers), pg (SQLSTATE), SQLite and Node's sockets and files. */
const CODES: Readonly<Record<Kind, string>> = {
  transient: '1213 1020 1205 40001 40P01 55P03 SQLITE_BUSY SQLITE_LOCKED',
  readonly: '1290 1792 1836 25006 SQLITE_READONLY',
  denied: '1142 1143 1227 42501',
  'not-migrated': '1146 1054 42P01 42703',
  refused: '1044 1045 1049 1698 28P01 28000 3D000',
  unavailable:
    'ECONNREFUSED ECONNRESET ENOTFOUND EAI_AGAIN ETIMEDOUT EPIPE EHOSTUNREACH ENETUNREACH ' +
    'PROTOCOL_CONNECTION_LOST PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR 1040 1053 1927 4031 ' +
    '57P01 57P02 57P03 53300 08000 08001 08003 08004 08006 ' +
    'ENOENT ENOTDIR EACCES EROFS EPERM EISDIR EEXIST ' +
    'SQLITE_CANTOPEN SQLITE_NOTADB SQLITE_CORRUPT SQLITE_IOERR SQLITE_FULL SQLITE_PERM',
  duplicate: '1062 23505 SQLITE_CONSTRAINT_UNIQUE SQLITE_CONSTRAINT_PRIMARYKEY',
};

const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(CODES).flatMap(([kind, codes]) => codes.split(' ').map((code) => [code, kind as Kind] as const)),
);

/** Drivers and libsql report some failures by text alone. */
const TEXTS: ReadonlyArray<readonly [RegExp, Kind]> = [
  [/no such (table|column)|has no column named/i, 'not-migrated'],
  [/database (table )?is locked/i, 'transient'],
  [/readonly database/i, 'readonly'],
  [/unable to open|not a database|disk image is malformed|database or disk is full/i, 'unavailable'],
  [
    /Connection terminated|connection is closed|in closed state|Client has encountered a connection error/i,
    'unavailable',
  ],
  [/Client was closed|pool after calling end|Pool is closed|Query runner already released/i, 'unavailable'],
  [/timeout exceeded when trying to connect|Connection lost/i, 'unavailable'],
  [/UNIQUE constraint failed/i, 'duplicate'],
];

/** A deadlock, serialization failure or busy database: the whole statement or transaction may be tried again. */
export function isTransient(error: unknown): boolean {
  return kindOf(error) === 'transient';
}

/** A row with this key exists already. */
export function isDuplicate(error: unknown): boolean {
  return kindOf(error) === 'duplicate';
}

const ofDatabases = new WeakSet<object>();

/** Remembers that a statement failed with this error, and gives it back. */
export function noteDatabaseError(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) ofDatabases.add(error);
  return error;
}

/** Whether a statement failed with this error; work inside a transaction may fail for reasons of its own. */
export function isOfDatabase(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (ofDatabases.has(error) || 'driverError' in error);
}

/**
 * The error for people: one line naming the database, never with a user or password. Errors that are no trouble of the
 * database itself (constraints, faulty SQL) come back as they are.
 */
export function explainDatabaseError(error: unknown, place: string): unknown {
  if (isStaskError(error)) return error;
  const explanation = explain(kindOf(error), place, detailOf(error));
  if (explanation === undefined) return error;
  return new StaskError(explanation[0], explanation[1], { cause: error });
}

function explain(kind: Kind | undefined, place: string, detail: string): [StaskErrorCode, string] | undefined {
  switch (kind) {
    case 'transient':
      return [
        'STASK_DATABASE_LOCKED',
        `The database ${place} stayed locked by another process. Try again, or stop what holds it.`,
      ];
    case 'readonly':
      return ['STASK_DATABASE_READONLY', `The database ${place} is read-only. Give this process write access to it.`];
    case 'denied':
      return [
        'STASK_DATABASE_READONLY',
        `The database ${place} denies its user what sTask does there (${detail}). Grant SELECT, INSERT, UPDATE and DELETE on ` +
          'the tables of sTask; `stask migrate` needs to create and alter them, too.',
      ];
    case 'not-migrated':
      return [
        'STASK_DATABASE_NOT_MIGRATED',
        `The database ${place} lacks tables or columns of sTask. Run \`stask migrate\` or add staskMigrations to your own.`,
      ];
    case 'refused':
      return [
        'STASK_DATABASE_UNAVAILABLE',
        `The database ${place} refused the connection (${detail}). Check user, password and database name.`,
      ];
    case 'unavailable':
      return [
        'STASK_DATABASE_UNAVAILABLE',
        `The database ${place} cannot be used (${detail}). ${
          place.startsWith('sqlite:')
            ? 'Check that its folder can be written to, and that the file is an SQLite database.'
            : 'Check that it is there and running.'
        }`,
      ];
    default:
      return undefined;
  }
}

function kindOf(error: unknown): Kind | undefined {
  const { errno, code, message } = driverErrorOf(error);
  for (const name of [errno, code].map(String)) {
    const family = name.replace(/^(SQLITE_[A-Z]+)_.*$/, '$1'); // SQLITE_BUSY_SNAPSHOT is a SQLITE_BUSY
    const kind = KINDS.get(name) ?? KINDS.get(family);
    if (kind !== undefined) return kind;
  }
  return TEXTS.find(([pattern]) => pattern.test(message))?.[1];
}

interface DriverError extends Error {
  readonly code?: string | number;
  readonly errno?: number;
}

/** The driver's error inside TypeORM's. */
function driverErrorOf(error: unknown): DriverError {
  const wrapped = error as { driverError?: DriverError } | null | undefined;
  return wrapped?.driverError ?? (error as DriverError | null | undefined) ?? new Error('unknown error');
}

/** A code says enough; the driver's text may name the user. */
function detailOf(error: unknown): string {
  const { code, errno } = driverErrorOf(error);
  const detail = code === undefined || code === '' ? errno : code;
  if (detail !== undefined) return String(detail);
  return (messageOf(driverErrorOf(error)).split('\n')[0] ?? '').slice(0, 200);
}
