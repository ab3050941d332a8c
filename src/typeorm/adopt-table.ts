import { adoptValues } from './adopt-values.js';
import type { ColumnFacts } from './column-facts.js';
import type { Sql } from './database.js';
import { columnSql as mysqlColumn } from './dialect-mysql.js';
import { defaultSql as postgresDefault, typeSql as postgresType } from './dialect-postgres.js';
import { rebuildTable } from './rebuild-table.js';
import type { Column, Table } from './tables.js';

/** One column of ours that exists otherwise. */
interface Misfit {
  readonly column: Column;
  readonly facts: ColumnFacts;
}

/**
 * Takes over a table that another program made, such as the PHP package: rows, ids and columns of others stay, our
 * columns get our types. Every column of ours is there; `existing` describes those that were there before.
 */
export async function adoptTable(sql: Sql, table: Table, existing: readonly ColumnFacts[]): Promise<void> {
  const misfits = table.columns.flatMap((column) => {
    const facts = existing.find(({ name }) => name === column.name);
    return facts === undefined || sql.dialect.fits(column, facts) ? [] : [{ column, facts }];
  });
  if (sql.dialect.name === 'mysql') return adoptOnMysql(sql, table, existing, misfits);
  await adoptValues(sql, table, existing);
  if (sql.dialect.name === 'sqlite') return rebuildTable(sql, table, existing);
  await sql.execute(`ALTER TABLE ${table.name} ${misfits.flatMap(postgresChanges).join(', ')}`);
}

/** In a session in UTC, as TIMESTAMP columns are read and converted in the session's time zone. */
async function adoptOnMysql(
  sql: Sql,
  table: Table,
  existing: readonly ColumnFacts[],
  misfits: readonly Misfit[],
): Promise<void> {
  await sql.execute("SET @stask_time_zone = @@session.time_zone, SESSION time_zone = '+00:00'");
  try {
    await adoptValues(sql, table, existing);
    for (const { column, facts } of misfits) await fillEmpty(sql, table, column, facts);
    await sql.execute(`ALTER TABLE ${table.name} ${misfits.map(mysqlChange).join(', ')}`);
  } finally {
    await sql.execute('SET SESSION time_zone = @stask_time_zone');
  }
}

async function fillEmpty(sql: Sql, table: Table, column: Column, facts: ColumnFacts): Promise<void> {
  if (!facts.nullable || column.nullable || column.default === undefined) return;
  const { name, default: value } = column;
  const filling = value === 'now' && column.type === 'time' ? sql.dialect.now : `'${value}'`;
  await sql.execute(`UPDATE ${table.name} SET ${name} = ${filling} WHERE ${name} IS NULL`);
}

function mysqlChange({ column, facts }: Misfit): string {
  if (column.type === 'id') return `MODIFY ${column.name} BIGINT NOT NULL AUTO_INCREMENT`;
  return `MODIFY ${mysqlColumn(roomyAs(column, facts))}`;
}

function postgresChanges({ column, facts }: Misfit): string[] {
  const alter = `ALTER COLUMN ${column.name}`;
  if (column.type === 'id') return [`${alter} TYPE BIGINT`];
  const type = facts.type === 'text' ? 'TEXT' : postgresType(roomyAs(column, facts));
  const initial = postgresDefault(column);
  const value = postgresValue(column, facts);
  const filled = initial === '' ? value : `COALESCE(${value}, ${initial.replace(' DEFAULT ', '')})`;
  return [
    `${alter} DROP DEFAULT`,
    `${alter} TYPE ${type}${column.exact ? ' COLLATE "C"' : ''} USING ${filled}`,
    ...(initial === '' ? [] : [`${alter} SET${initial}`]),
    `${alter} ${column.nullable ? 'DROP' : 'SET'} NOT NULL`,
  ];
}

function postgresValue({ name, type }: Column, facts: ColumnFacts): string {
  if (type === 'time') return facts.type === 'timestamp without time zone' ? `${name} AT TIME ZONE 'UTC'` : name;
  if (type === 'bool') return facts.type === 'boolean' ? name : `${name}::integer <> 0`;
  return `${name}::${type === 'int' ? 'integer' : type === 'bigint' ? 'bigint' : 'text'}`;
}

/** A column never gets shorter. */
function roomyAs(column: Column, { length = 0 }: ColumnFacts): Column {
  return column.length === undefined ? column : { ...column, length: Math.max(column.length, length) };
}
