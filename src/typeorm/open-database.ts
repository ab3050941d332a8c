import { dirname, join, resolve } from 'node:path';

import type { DataSourceOptions } from 'typeorm';

import { StaskError } from '../errors.js';
import { makeFolder } from '../make-folder.js';
import { databaseOn } from './database.js';
import type { Database } from './database.js';
import { explainDatabaseError } from './database-error.js';
import { parseDatabaseUrl, sqliteFile } from './database-url.js';
import type { DatabaseAddress } from './database-url.js';
import { checkDataSource } from './data-source.js';
import type { DataSourceLike } from './data-source.js';
import { directSqlite, type SqliteConnection } from './direct-sqlite.js';
import { limitPostgresLockWait, withMysqlLockWait } from './lock-wait.js';
import { retryTransient } from './retry.js';

export interface OpenDatabaseOptions {
  /** `sqlite:PATH`, `sqlite::memory:`, `mysql://…`, `mariadb://…`, `postgres://…`, `postgresql://…`. */
  readonly url?: string | undefined;
  /** The host's own TypeORM DataSource, initialised or not; wins over nothing: give one of the two. */
  readonly dataSource?: unknown;
  /** Folder of `stask.sqlite` when neither is given; relative to `cwd`. */
  readonly storagePath: string;
  readonly cwd?: string;
  /** Embedded SQLite: `normal` survives a crash of the process, `full` a power loss too. */
  readonly durability?: 'normal' | 'full' | undefined;
  /** Longest wait for the answer to one statement of a server, in milliseconds. Default 60000. */
  readonly statementTimeoutMs?: number | undefined;
}

/**
 * Opens the host's DataSource, the database of a URL, or the embedded SQLite file. Changes no schema.
 *
 * @throws StaskError `STASK_CONFIG_INVALID`, `STASK_DATABASE_UNAVAILABLE`, `STASK_DATABASE_LOCKED`, `STASK_DATABASE_READONLY`
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { url, dataSource, storagePath, cwd = process.cwd(), durability = 'normal' } = options;
  const { statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options;
  if (dataSource !== undefined) {
    if (url === undefined) return openHosts(checkDataSource(dataSource), statementTimeoutMs);
    throw new StaskError('STASK_CONFIG_INVALID', 'Both a database URL and a dataSource were given. Give one of them.');
  }
  const address =
    url === undefined ? sqliteFile(join(resolve(cwd, storagePath), 'stask.sqlite')) : parseDatabaseUrl(url, cwd);
  return openOwn(address, durability, statementTimeoutMs);
}

async function openHosts(dataSource: DataSourceLike, statementTimeoutMs: number): Promise<Database> {
  const place = `of the given DataSource (${dataSource.options.type})`;
  const opening = !dataSource.isInitialized;
  if (opening) await dataSource.initialize().catch((error: unknown) => fail(error, place));
  return supported(databaseOn({ dataSource, place, ownsConnection: opening, private: false, statementTimeoutMs }));
}

async function openOwn(
  address: DatabaseAddress,
  durability: 'normal' | 'full',
  statementTimeoutMs: number,
): Promise<Database> {
  const { place } = address;
  const { DataSource } = await import('typeorm');
  const options = await dataSourceOptions(address, durability).catch((error: unknown) => fail(error, place));
  const dataSource = await retryTransient(() => new DataSource(options).initialize()).catch((error: unknown) =>
    fail(error, place),
  );
  const direct = address.kind === 'sqlite' ? { direct: directSqlite(connectionOf(dataSource)) } : {};
  const ours = { dataSource, place, ownsConnection: true, private: true, statementTimeoutMs };
  return supported(databaseOn({ ...ours, ...direct }));
}

/** The one connection of TypeORM's driver for better-sqlite3. */
const connectionOf = ({ driver }: { readonly driver: object }): SqliteConnection =>
  (driver as { readonly databaseConnection: SqliteConnection }).databaseConnection;

async function dataSourceOptions(address: DatabaseAddress, durability: 'normal' | 'full'): Promise<DataSourceOptions> {
  const common = { logging: false, synchronize: false, migrationsRun: false } as const;
  if (address.kind === 'sqlite') {
    if (address.file !== ':memory:') makeFolder(dirname(address.file)); // else TypeORM would, and might never return
    const { default: driver } = await import('libsql');
    const prepareDatabase = (connection: Pragmas) => prepareSqlite(connection, durability);
    return { ...common, type: 'better-sqlite3', driver, database: address.file, prepareDatabase };
  }
  const url = address.url.href;
  if (address.kind === 'postgres') {
    const { default: driver } = await import('pg');
    const text = url.replace(/^postgresql:/, 'postgres:');
    return {
      ...common,
      type: 'postgres',
      driver,
      url: text,
      applicationName: 'stask',
      connectTimeoutMS: CONNECT_TIMEOUT_MS,
      extra: { keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS, onConnect: limitPostgresLockWait },
    };
  }
  const { default: driver } = await import('mysql2');
  const text = url.replace(/^mariadb:/, 'mysql:');
  const extra = { uri: text, supportBigNumbers: true, bigNumberStrings: false, keepAliveInitialDelay: KEEP_ALIVE_MS };
  return {
    ...common,
    type: 'mysql',
    driver: withMysqlLockWait(driver),
    url: text,
    charset: 'utf8mb4',
    timezone: 'Z',
    connectTimeout: CONNECT_TIMEOUT_MS,
    extra,
  };
}

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** An idle connection is asked after this time whether it is still there. */
const KEEP_ALIVE_MS = 10_000;

interface Pragmas {
  pragma(text: string): unknown;
}

/** Changing to WAL needs the file alone for a moment, so it is asked for only where it is missing. */
function prepareSqlite(connection: Pragmas, durability: 'normal' | 'full'): void {
  connection.pragma('busy_timeout = 5000');
  const [mode] = connection.pragma('journal_mode') as ReadonlyArray<{ readonly journal_mode?: string }>;
  if (mode?.journal_mode === 'delete') connection.pragma('journal_mode = WAL');
  connection.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
}

/** @throws StaskError `STASK_CONFIG_INVALID` when the database is older than what sTask's SQL needs. */
async function supported(database: Database): Promise<Database> {
  const [row] = await database.query<{ version: string }>(database.dialect.versionQuery);
  const outdated = database.dialect.outdated(String(row?.version));
  if (outdated === undefined) return database;
  await database.close();
  throw new StaskError('STASK_CONFIG_INVALID', `The database ${database.place} cannot be used: ${outdated}.`);
}

function fail(error: unknown, place: string): never {
  throw explainDatabaseError(error, place);
}
