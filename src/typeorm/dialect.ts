import type { ColumnFacts } from './column-facts.js';
import type { Column, Index, Table } from './tables.js';

export type DialectName = 'sqlite' | 'mysql' | 'postgres';

/** What the database's catalogue holds of our tables. */
export interface CatalogueQueries {
  /** One parameter per table name; rows as `ColumnRecord`. */
  columns(tableCount: number): string;
  /** One parameter per table name; rows `{ index_name }`. */
  indexes(tableCount: number): string;
}

/**
 * What differs between the databases. All SQL of sTask is written once with `?` placeholders and the pieces below.
 * Times travel as UTC text `YYYY-MM-DD HH:MM:SS.SSS` in both directions, whatever the driver's time zone setting is.
 */
export interface Dialect {
  readonly name: DialectName;
  /** The database clock in UTC with milliseconds, as an SQL expression that a time column takes. */
  readonly now: string;
  /** `now` plus as many milliseconds as the given SQL expression says (`?` for a parameter; may be negative). */
  nowPlusMs(milliseconds: string): string;
  /** Milliseconds from one time expression to a later one, as SQL. */
  msBetween(from: string, to: string): string;
  /** Texts one after the other, as SQL. */
  concat(...texts: readonly string[]): string;
  /** The last characters of a text, all of a shorter one, as SQL. */
  lastCharacters(text: string, count: number): string;
  /** SQL that reads a time column as text for {@link parseTime}. */
  readTime(column: string): string;
  /** Parameter for a time column. */
  timeParameter(time: Date): string;
  /** Statements that open a write transaction. */
  readonly begin: readonly string[];
  /** `[lock, unlock]` for an exclusive named lock around a transaction; one parameter, the name. Undefined: no need. */
  readonly sessionLock?: readonly [lock: string, unlock: string];
  /** The same inside the transaction, released by its end. */
  readonly transactionLock?: string;
  /** Turns `?` placeholders into the database's own. */
  placeholders(sql: string): string;
  /** Parameters as the driver takes them. */
  parameters(values: readonly unknown[]): unknown[];
  /** Ends a SELECT so that the rows stay locked; empty where the transaction holds everything. */
  readonly forUpdate: string;
  /** Ends a multi-row INSERT so that rows which exist by `key` get the given columns. */
  onConflictUpdate(key: string, columns: readonly string[]): string;
  readonly catalogue: CatalogueQueries;
  createTable(table: Table): string;
  addColumn(table: Table, column: Column): string;
  /** Whether a column that exists holds what ours has to hold, whoever made it. */
  fits(column: Column, existing: ColumnFacts): boolean;
  createIndex(table: Table, index: Index): string;
  /** Text such as `15.2` or `10.11.19-MariaDB` for people and for the minimum check. */
  readonly versionQuery: string;
  /** Says what is needed when the version is too old. */
  outdated(version: string): string | undefined;
}

const TIME = /^(\d{4,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?/;

/** A time column read through {@link Dialect.readTime}. */
export function parseTime(value: unknown): Date | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' && value.length === 23) {
    const time = Date.parse(`${value.slice(0, 10)}T${value.slice(11)}Z`); // the common form by the faster parser
    if (!Number.isNaN(time)) return new Date(time);
  }
  const parts = typeof value === 'string' ? TIME.exec(value) : null;
  if (parts === null) throw new TypeError(`Not a UTC time from the database: ${JSON.stringify(value)}.`);
  const [, year, month, day, hour, minute, second, fraction = '0'] = parts;
  return new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) +
      Number(fraction.padEnd(3, '0')),
  );
}

/** `YYYY-MM-DD HH:MM:SS.SSS` in UTC. */
export function formatTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}

/** `?, ?, ?` for an IN list or a row of values. */
export function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

/** `ON CONFLICT (key) DO UPDATE SET …` of SQLite and PostgreSQL. */
export function onConflictUpdate(key: string, columns: readonly string[]): string {
  return `ON CONFLICT (${key}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;
}

/** `s_tasks` in a FROM clause, read by this index: SQLite prefers an index of all rows to a partial one. */
export const tasksBy = (dialect: Dialect, index: string): string =>
  dialect.name === 'sqlite' ? `s_tasks INDEXED BY ${index}` : 's_tasks';

/** JSON text of a column; a driver may have parsed it already. `null` when empty or unreadable. */
export function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return null; // written by somebody else; the row must stay readable
  }
}

/** `true` for what the databases return for a boolean column. */
export function readBoolean(value: unknown): boolean {
  return value === true || Number(value) === 1;
}

/** The column list and constraints of CREATE TABLE, from each column's own SQL. */
export function tableBody(table: Table, columnSql: (column: Column) => string): string {
  const columns = table.columns.map(columnSql);
  if (!table.columns.some(({ type }) => type === 'id')) {
    columns.push(`PRIMARY KEY (${(table.primaryKey ?? ['id']).join(', ')})`);
  }
  return columns.join(', ');
}

/** `CREATE INDEX` of SQLite and PostgreSQL, with the index's condition where it has one. */
export function createPartialIndex(table: Table, { name, columns, unique, partial }: Index): string {
  const head = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${name} ON ${table.name}`;
  return partial ? `${head} (${partial.columns.join(', ')}) WHERE ${partial.where}` : `${head} (${columns.join(', ')})`;
}
