import { createPartialIndex, formatTime, marks, onConflictUpdate, tableBody } from './dialect.js';
import type { Dialect } from './dialect.js';
import { isNullableAs } from './column-facts.js';
import type { Column } from './tables.js';

const NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')";

const TYPES = {
  id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  bigint: 'INTEGER',
  int: 'INTEGER',
  bool: 'INTEGER',
  char: 'TEXT',
  varchar: 'TEXT',
  text: 'TEXT',
  json: 'TEXT',
  time: 'TEXT',
} as const;

/** SQLite 3.35 or later: WAL, one writer; a write transaction is `BEGIN IMMEDIATE`. */
export const sqlite: Dialect = {
  name: 'sqlite',
  now: NOW,
  nowPlusMs: (milliseconds) => `strftime('%Y-%m-%d %H:%M:%f', 'now', ((${milliseconds}) / 1000.0) || ' seconds')`,
  msBetween: (from, to) => `CAST(ROUND((julianday(${to}) - julianday(${from})) * 86400000) AS INTEGER)`,
  concat: (...texts) => `(${texts.join(' || ')})`,
  lastCharacters: (text, count) => `SUBSTR(${text}, -${count})`,
  readTime: (column) => column,
  timeParameter: formatTime,
  begin: ['BEGIN IMMEDIATE'],
  placeholders: (sql) => sql,
  parameters,
  forUpdate: '',
  onConflictUpdate,
  catalogue: {
    columns: (count) =>
      `SELECT m.name AS table_name, p.name AS column_name, p.type AS type,
       CASE WHEN p."notnull" THEN 'NO' ELSE 'YES' END AS is_nullable FROM sqlite_master m JOIN pragma_table_info(m.name) p
       WHERE m.type = 'table' AND m.name IN (${marks(count)})`,
    indexes: (count) =>
      `SELECT name AS index_name FROM sqlite_master WHERE type = 'index' AND tbl_name IN (${marks(count)})`,
  },
  createTable: (table) => `CREATE TABLE IF NOT EXISTS ${table.name} (${tableBody(table, columnSql)})`,
  addColumn: (table, column) => `ALTER TABLE ${table.name} ADD COLUMN ${addedColumnSql(column)}`,
  fits: (column, existing) =>
    existing.type === TYPES[column.type].split(' ')[0]?.toLowerCase() && isNullableAs(column, existing),
  createIndex: createPartialIndex,
  versionQuery: 'SELECT sqlite_version() AS version',
  outdated: (version) => {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major > 3 || (major === 3 && minor >= 35)
      ? undefined
      : `SQLite ${version} is too old: 3.35 or later is needed`;
  },
};

/** libsql takes a single `null` for an options object; in an array it is a value. */
function parameters(values: readonly unknown[]): unknown[] {
  return values.length === 1 && values[0] === null ? [[null]] : [...values];
}

function columnSql(column: Column): string {
  if (column.type === 'id') return `${column.name} ${TYPES.id}`;
  return `${column.name} ${TYPES[column.type]}${column.nullable ? '' : ' NOT NULL'}${defaultSql(column)}`;
}

/** SQLite adds no column whose default is an expression; the rows that exist get a moment long past instead. */
function addedColumnSql(column: Column): string {
  if (column.default !== 'now') return columnSql(column);
  return `${column.name} TEXT NOT NULL DEFAULT '1970-01-01 00:00:00.000'`;
}

export function defaultSql({ type, default: value }: Column): string {
  if (value === undefined) return '';
  if (type === 'time') return ` DEFAULT (${NOW})`;
  return typeof value === 'number' ? ` DEFAULT ${value}` : ` DEFAULT '${value}'`;
}
