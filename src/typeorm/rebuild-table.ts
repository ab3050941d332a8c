import type { ColumnFacts } from './column-facts.js';
import type { Sql } from './database.js';
import { defaultSql } from './dialect-sqlite.js';
import type { Column, Table } from './tables.js';

/**
 * SQLite changes no column: a table with our columns, and those of others, takes the rows and then the name. Its
 * indexes go with the old one. The largest id is kept too, so that no id is given twice.
 */
export async function rebuildTable(sql: Sql, table: Table, existing: readonly ColumnFacts[]): Promise<void> {
  const { name } = table;
  const copy = `${name}_adopted`;
  const foreign = existing.filter((facts) => !table.columns.some((column) => column.name === facts.name));
  const names = [...table.columns, ...foreign].map((column) => quoted(column.name)).join(', ');
  const values = [...table.columns.map(valueOf), ...foreign.map((facts) => quoted(facts.name))].join(', ');

  await sql.execute(sql.dialect.createTable({ ...table, name: copy }));
  for (const facts of foreign) await sql.execute(`ALTER TABLE ${copy} ADD COLUMN ${quoted(facts.name)} ${facts.type}`);
  await sql.execute(`INSERT INTO ${copy} (${names}) SELECT ${values} FROM ${name}`);
  const [last] = await sql.query<{ seq: unknown }>('SELECT seq FROM sqlite_sequence WHERE name = ?', [name]);
  await sql.execute(`DROP TABLE ${name}`);
  await sql.execute(`ALTER TABLE ${copy} RENAME TO ${name}`);
  if (last !== undefined)
    await sql.execute('UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = ?', [last.seq, name]);
}

function valueOf(column: Column): string {
  const initial = defaultSql(column);
  const value = converted(column);
  return initial === '' ? value : `COALESCE(${value}, ${initial.replace(' DEFAULT ', '')})`;
}

/** Whatever an undeclared column held, in the form that ours holds. */
function converted({ name, type }: Column): string {
  switch (type) {
    case 'id':
      return name;
    case 'time':
      return `strftime('%Y-%m-%d %H:%M:%f', ${name})`;
    case 'bool':
      return `CAST(${name} AS INTEGER) <> 0`;
    case 'int':
    case 'bigint':
      return `CAST(${name} AS INTEGER)`;
    default:
      return `CAST(${name} AS TEXT)`;
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
