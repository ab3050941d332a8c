import { realpathSync } from 'node:fs';

import { StaskError } from '../errors.js';
import type { DataSourceLike, QueryRunnerLike, StructuredResult } from './data-source.js';
import { dialectOf } from './data-source.js';
import { explainDatabaseError, isOfDatabase, isTransient, noteDatabaseError } from './database-error.js';
import type { Dialect } from './dialect.js';
import type { DirectSqlite } from './direct-sqlite.js';
import { letGo, socketsOf } from './idle-sockets.js';
import { retryTransient } from './retry.js';
import { serialQueueOf } from './serial-queue.js';
import type { SerialQueue } from './serial-queue.js';
import { answeredWithin } from './silent-connection.js';
import { tableQualifier } from './table-qualifier.js';

export interface WriteOutcome {
  /** Rows written; on MySQL rows matched. */
  readonly affected: number;
  /** Id of the (first) inserted row on SQLite (last) and MySQL (first); PostgreSQL says it by `RETURNING` only. */
  readonly insertId: number | undefined;
}

/** Runs SQL written with `?` placeholders; a question mark in SQL text is always a placeholder. */
export interface Sql {
  readonly dialect: Dialect;
  /** Rows of a SELECT or of a RETURNING clause. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  execute(sql: string, parameters?: readonly unknown[]): Promise<WriteOutcome>;
}

export interface TransactionOptions {
  /** Only one transaction with this lock runs at a time, in all processes that use this database. */
  readonly lock?: string;
}

/** One open database. Every error is a `StaskError` where the database itself is the trouble. */
export interface Database extends Sql {
  readonly dataSource: DataSourceLike;
  /** For people, without credentials. */
  readonly place: string;
  /** True when sTask opened the connection and closes it. */
  readonly ownsConnection: boolean;
  /** True for an SQLite file or memory of our own: its schema is nobody else's business. */
  readonly embedded: boolean;
  /**
   * Runs `work` in one write transaction, again from the start after a deadlock; so `work` changes nothing but the
   * database. Inside of it only the given `sql` may be used: on SQLite `database.query` waits for the transaction's end.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly dataSource: DataSourceLike;
  readonly place: string;
  readonly ownsConnection: boolean;
  /** The DataSource was made by us, so nobody else uses its connection. */
  readonly private: boolean;
  /** A shorter way to the one connection of a private DataSource than TypeORM's. */
  readonly direct?: DirectSqlite;
  /** Longest wait for the answer to a statement of a server, in milliseconds. Default: for ever. */
  readonly statementTimeoutMs?: number | undefined;
}

/** The {@link Database} on an initialised DataSource. */
export function databaseOn(options: DatabaseOptions): Database {
  const { dataSource, place, ownsConnection, private: isPrivate, direct, statementTimeoutMs = Infinity } = options;
  const dialect = dialectOf(dataSource.options.type);
  const inTurn = dialect.name === 'sqlite' ? serialQueueOf(fileOf(dataSource)) : atOnce;
  const prepare = preparation(dialect, dataSource.options.schema);
  const patienceMs = dialect.name === 'sqlite' ? Infinity : statementTimeoutMs;
  const directSql = direct && sqlOnDirect(direct, dialect, prepare);
  let closed = false;
  let running = 0;
  let whenIdle: (() => void) | undefined;

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed)
      throw new StaskError(
        'STASK_CLOSED',
        `The database ${place} is closed: close() was called. Call it last, or open another host with createStask().`,
      );
    running++;
    try {
      return await retryTransient(() => inTurn(work));
    } catch (error) {
      throw isOfDatabase(error) ? explainDatabaseError(error, place) : error;
    } finally {
      if (--running === 0) whenIdle?.();
    }
  };
  const onSql = <T>(patience: number, work: (sql: Sql, runner?: QueryRunnerLike) => Promise<T>): Promise<T> =>
    directSql === undefined
      ? withRunner(dataSource, (runner) => work(sqlOn(runner, dialect, prepare, patience), runner))
      : work(directSql);

  /** One statement. Where it can be had at once it is: its turn in line and its promises take longer than it does. */
  async function single<T>(work: (sql: Sql) => Promise<T>, now: (sql: DirectSql) => T): Promise<T> {
    if (directSql !== undefined && !closed && inTurn.isFree?.() === true) {
      try {
        return now(directSql);
      } catch (error) {
        if (!isTransient(error)) throw explainDatabaseError(error, place);
      }
    }
    return guarded(() => onSql(patienceMs, work));
  }

  return {
    dialect,
    dataSource,
    place,
    ownsConnection,
    embedded: isPrivate && dialect.name === 'sqlite',
    query: <Row>(sql: string, parameters?: readonly unknown[]) =>
      single(
        (connection) => connection.query<Row>(sql, parameters),
        ({ run }) => recordsOf<Row>(run(sql, parameters)),
      ),
    execute: (sql, parameters) =>
      single(
        (connection) => connection.execute(sql, parameters),
        ({ run }) => outcomeOf(run(sql, parameters)),
      ),
    transaction: (work, { lock } = {}) =>
      guarded(() =>
        // What needs a lock changes the schema, which may take long and waits for others that do.
        onSql(lock === undefined ? patienceMs : Infinity, (sql, runner) =>
          inTransaction(sql, isPrivate ? undefined : runner, lock, work),
        ),
      ),
    async close() {
      if (closed) return;
      closed = true;
      // a pool that is ended forgets whoever waits for one of its connections
      if (running > 0) await new Promise<void>((resolve) => (whenIdle = resolve));
      if (!ownsConnection) return;
      const sockets = socketsOf(dataSource.driver);
      await inTurn(() => dataSource.destroy());
      letGo(sockets);
    },
  };
}

/** {@link Sql} on a host's query runner, such as that of its migrations; `schema` as in the DataSource's options. */
export function sqlOnRunner(runner: QueryRunnerLike, dialect: Dialect, schema: string | undefined): Sql {
  return sqlOn(runner, dialect, preparation(dialect, schema), Infinity);
}

/** {@link Sql} on one connection, errors as the driver gives them. */
function sqlOn(runner: QueryRunnerLike, dialect: Dialect, prepare: (sql: string) => string, patienceMs: number): Sql {
  const run = async (sql: string, parameters: readonly unknown[] = []) => {
    try {
      return await answeredWithin(runner, patienceMs, () =>
        runner.query(prepare(sql), dialect.parameters(parameters), true),
      );
    } catch (error) {
      throw noteDatabaseError(error);
    }
  };
  return {
    dialect,
    query: async <Row>(sql: string, parameters?: readonly unknown[]) => recordsOf<Row>(await run(sql, parameters)),
    execute: async (sql, parameters) => outcomeOf(await run(sql, parameters)),
  };
}

interface DirectSql extends Sql {
  run(sql: string, parameters?: readonly unknown[]): StructuredResult;
}

/** The same on a connection that answers when it returns. */
function sqlOnDirect(direct: DirectSqlite, dialect: Dialect, prepare: (sql: string) => string): DirectSql {
  const run = (sql: string, parameters: readonly unknown[] = []): StructuredResult => {
    try {
      return direct(prepare(sql), parameters);
    } catch (error) {
      throw noteDatabaseError(error);
    }
  };
  return {
    dialect,
    run,
    query: async <Row>(sql: string, parameters?: readonly unknown[]) => recordsOf<Row>(run(sql, parameters)),
    execute: async (sql, parameters) => outcomeOf(run(sql, parameters)),
  };
}

const recordsOf = <Row>({ records = [] }: StructuredResult): Row[] => records as Row[];
const outcomeOf = ({ raw, affected }: StructuredResult): WriteOutcome => ({
  affected: affected ?? 0,
  insertId: insertIdOf(raw),
});

async function inTransaction<T>(
  sql: Sql,
  hostRunner: QueryRunnerLike | undefined,
  lock: string | undefined,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const { sessionLock, transactionLock } = sql.dialect;
  if (lock === undefined) return bracketed(sql, hostRunner, () => work(sql));
  if (sessionLock === undefined) {
    return bracketed(sql, hostRunner, async () => {
      if (transactionLock !== undefined) await sql.query(transactionLock, [lock]);
      return work(sql);
    });
  }
  const [row] = await sql.query<{ locked: unknown }>(sessionLock[0], [lock]);
  if (Number(row?.locked) !== 1)
    throw new StaskError('STASK_DATABASE_LOCKED', `Another process holds the lock "${lock}".`);
  try {
    return await bracketed(sql, hostRunner, () => work(sql));
  } finally {
    await sql.query(sessionLock[1], [lock]).catch(() => undefined); // a lost connection has released it already
  }
}

/**
 * On a host's SQLite connection the host's statements run on the same connection, so the transaction is TypeORM's own
 * and nests with the host's; everywhere else it is ours.
 */
async function bracketed<T>(sql: Sql, hostRunner: QueryRunnerLike | undefined, work: () => Promise<T>): Promise<T> {
  const nested = sql.dialect.name === 'sqlite' ? hostRunner : undefined;
  if (nested !== undefined) await nested.startTransaction();
  else for (const statement of sql.dialect.begin) await sql.execute(statement);
  try {
    const result = await work();
    await (nested === undefined ? sql.execute('COMMIT') : nested.commitTransaction());
    return result;
  } catch (error) {
    // what undid the transaction is the news, not that the connection is too broken to say so
    await (nested === undefined ? sql.execute('ROLLBACK') : nested.rollbackTransaction()).catch(() => undefined);
    throw error;
  }
}

async function withRunner<T>(dataSource: DataSourceLike, work: (runner: QueryRunnerLike) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner('master');
  try {
    return await work(runner);
  } finally {
    await runner.release();
  }
}

/** SQL text as the driver takes it, remembered: the same few texts come again and again. */
function preparation(dialect: Dialect, schema?: string): (sql: string) => string {
  const qualify = tableQualifier(dialect, schema);
  const known = new Map<string, string>();
  return (sql) => {
    let prepared = known.get(sql);
    if (prepared === undefined) {
      if (known.size >= 500) known.clear();
      prepared = dialect.placeholders(qualify(sql));
      known.set(sql, prepared);
    }
    return prepared;
  };
}

function insertIdOf(raw: unknown): number | undefined {
  const id = typeof raw === 'object' && raw !== null ? (raw as { insertId?: unknown }).insertId : raw;
  return typeof id === 'number' || typeof id === 'bigint' || typeof id === 'string' ? Number(id) : undefined;
}

/** Path of an SQLite file as the system knows it; the DataSource itself for one in memory. */
function fileOf(dataSource: DataSourceLike): string | object {
  const { database } = dataSource.options;
  if (typeof database !== 'string' || database === '' || database.includes(':memory:')) return dataSource;
  try {
    return realpathSync(database);
  } catch {
    return dataSource; // a name that is no path, as of sql.js in a browser's storage
  }
}

const atOnce: SerialQueue = Object.assign(<T>(job: () => Promise<T>): Promise<T> => job(), { isFree: () => true });
