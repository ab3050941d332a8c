import type { StructuredResult } from './data-source.js';

/** What is used of a driver with the interface of better-sqlite3. */
export interface SqliteConnection {
  prepare(sql: string): SqliteStatement;
}

interface SqliteStatement {
  readonly reader: boolean;
  all(parameters: readonly unknown[]): unknown[];
  run(parameters: readonly unknown[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
}

interface Prepared {
  readonly statement: SqliteStatement;
  readonly reader: boolean;
}

/** Runs one statement and gives its answer when it returns. */
export type DirectSqlite = (sql: string, parameters: readonly unknown[]) => StructuredResult;

const MAX_STATEMENTS = 200;

/**
 * Statements straight on the driver's connection, prepared once and kept. For an SQLite connection that nobody but sTask
 * uses: TypeORM's way to it takes as long as a short statement itself.
 */
export function directSqlite(connection: SqliteConnection): DirectSqlite {
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

  return (sql, parameters) => {
    const { statement, reader } = prepared(sql);
    const values = parameters.some(isBoolean) ? parameters.map(storable) : parameters;
    if (reader) {
      const records = statement.all(values);
      return { raw: records, records };
    }
    const { changes, lastInsertRowid } = statement.run(values);
    return { raw: lastInsertRowid, affected: changes };
  };
}

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

/** SQLite knows no booleans. */
const storable = (value: unknown): unknown => (isBoolean(value) ? Number(value) : value);
