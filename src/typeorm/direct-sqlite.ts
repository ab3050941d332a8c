import type { QueryRunnerLike, StructuredResult } from './data-source.js';

/** What is used of a driver with the interface of better-sqlite3. */
export interface SqliteConnection {
  prepare(sql: string): SqliteStatement;
}

interface SqliteStatement {
  readonly reader: boolean;
  all(...parameters: unknown[]): unknown[];
  run(...parameters: unknown[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
}

interface Prepared {
  readonly statement: SqliteStatement;
  readonly reader: boolean;
}

const MAX_STATEMENTS = 200;

/**
 * Statements straight on the driver's connection, prepared once and kept. For an SQLite connection that nobody but sTask
 * uses: TypeORM's way to it takes as long as a short statement itself.
 */
export function directSqlite(connection: SqliteConnection): QueryRunnerLike {
  const known = new Map<string, Prepared>();

  function prepared(sql: string): Prepared {
    const kept = known.get(sql);
    if (kept !== undefined) return kept;
    if (known.size >= MAX_STATEMENTS) known.clear();
    const statement = connection.prepare(sql);
    const made = { statement, reader: statement.reader };
    known.set(sql, made);
    return made;
  }

  function run(sql: string, parameters: readonly unknown[]): StructuredResult {
    const { statement, reader } = prepared(sql);
    const values = parameters.map(storable);
    if (reader) {
      const records = statement.all(...values);
      return { raw: records, records };
    }
    const { changes, lastInsertRowid } = statement.run(...values);
    return { raw: lastInsertRowid, affected: changes };
  }

  return {
    query: async (sql, parameters) => run(sql, parameters),
    startTransaction: async () => void run('BEGIN IMMEDIATE', []),
    commitTransaction: async () => void run('COMMIT', []),
    rollbackTransaction: async () => void run('ROLLBACK', []),
    release: () => Promise.resolve(),
  };
}

/** SQLite knows no booleans. */
const storable = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);
