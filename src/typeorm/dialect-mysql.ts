import { formatTime, marks, tableBody } from './dialect.js';
import type { Dialect } from './dialect.js';
import type { ColumnFacts } from './column-facts.js';
import { isLongEnough, isNullableAs } from './column-facts.js';
import type { Column, ColumnType } from './tables.js';

const LOCK_NAME = "CONCAT('stask.', SHA1(CONCAT(DATABASE(), '/', ?)))";

/** MySQL 8 or later and MariaDB 10.6 or later. Text is utf8mb4, keys compare byte by byte. */
export const mysql: Dialect = {
  name: 'mysql',
  now: 'UTC_TIMESTAMP(3)',
  nowPlusMs: (milliseconds) => `(UTC_TIMESTAMP(3) + INTERVAL (${milliseconds}) * 1000 MICROSECOND)`,
  msBetween: (from, to) => `ROUND(TIMESTAMPDIFF(MICROSECOND, ${from}, ${to}) / 1000)`,
  concat: (...texts) => `CONCAT(${texts.join(', ')})`,
  lastCharacters: (text, count) => `RIGHT(${text}, ${count})`,
  readTime: (column) => `CAST(${column} AS CHAR)`,
  timeParameter: formatTime,
  begin: ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'START TRANSACTION'],
  sessionLock: [`SELECT GET_LOCK(${LOCK_NAME}, 60) AS locked`, `SELECT RELEASE_LOCK(${LOCK_NAME}) AS released`],
  placeholders: (sql) => sql,
  parameters: (values) => [...values],
  forUpdate: ' FOR UPDATE',
  onConflictUpdate: (_key, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  catalogue: {
    columns: (count) =>
      `SELECT table_name AS table_name, column_name AS column_name, data_type AS type, is_nullable AS is_nullable,
       character_maximum_length AS length, datetime_precision AS time_digits, collation_name AS collation
       FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN (${marks(count)})`,
    indexes: (count) =>
      `SELECT DISTINCT index_name AS index_name FROM information_schema.statistics
       WHERE table_schema = DATABASE() AND table_name IN (${marks(count)})`,
  },
  createTable: (table) =>
    `CREATE TABLE IF NOT EXISTS ${table.name} (${tableBody(table, columnSql)}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  addColumn: (table, column) => `ALTER TABLE ${table.name} ADD COLUMN ${columnSql(column)}`,
  fits,
  createIndex: (table, { name, columns, unique }) =>
    `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table.name} (${columns.join(', ')})`,
  versionQuery: 'SELECT VERSION() AS version',
  outdated: (version) => {
    const [major = 0, minor = 0] = version.split(/[.-]/).map(Number);
    const maria = /mariadb/i.test(version);
    const recent = maria ? major > 10 || (major === 10 && minor >= 6) : major >= 8;
    if (recent) return undefined;
    return `${maria ? 'MariaDB' : 'MySQL'} ${version} is too old: MySQL 8 or MariaDB 10.6 or later is needed`;
  },
};

const TYPES_THAT_FIT: Readonly<Record<ColumnType, readonly string[]>> = {
  id: ['bigint'],
  bigint: ['bigint'],
  int: ['int', 'bigint'],
  bool: ['tinyint'],
  char: ['char', 'varchar'],
  varchar: ['varchar'],
  text: ['longtext'],
  json: ['longtext'],
  time: ['datetime'],
};

function fits(column: Column, existing: ColumnFacts): boolean {
  const { collation } = existing;
  const charset = column.exact ? collation === 'utf8mb4_bin' : collation?.startsWith('utf8mb4_') !== false;
  const precise = column.type !== 'time' || (existing.timeDigits ?? 0) >= 3;
  const type = TYPES_THAT_FIT[column.type].includes(existing.type);
  return type && charset && precise && isLongEnough(column, existing) && isNullableAs(column, existing);
}

/** A column's definition, as in CREATE TABLE. */
export function columnSql(column: Column): string {
  if (column.type === 'id') return `${column.name} BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY`;
  const nullability = column.nullable ? ' NULL' : ' NOT NULL';
  return `${column.name} ${typeSql(column)}${charsetSql(column)}${nullability}${defaultSql(column)}`;
}

/** Said for each column: the table may be of another program, with another character set. */
function charsetSql({ type, exact = false }: Column): string {
  if (!['char', 'varchar', 'text', 'json'].includes(type)) return '';
  return exact ? ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin' : ' CHARACTER SET utf8mb4';
}

function typeSql({ type, length = 255 }: Column): string {
  switch (type) {
    case 'char':
      return `CHAR(${length})`;
    case 'varchar':
      return `VARCHAR(${length})`;
    case 'text':
    case 'json':
      return 'LONGTEXT';
    case 'time':
      return 'DATETIME(3)';
    case 'bool':
      return 'TINYINT';
    case 'int':
      return 'INT';
    default:
      return 'BIGINT';
  }
}

function defaultSql({ type, default: value }: Column): string {
  if (value === undefined) return '';
  if (type === 'time') return ' DEFAULT (UTC_TIMESTAMP(3))';
  return typeof value === 'number' ? ` DEFAULT ${value}` : ` DEFAULT '${value}'`;
}
