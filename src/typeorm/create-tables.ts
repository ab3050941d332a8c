import type { Sql } from './database.js';
import type { Dialect } from './dialect.js';
import { TABLES } from './tables.js';
import type { Table } from './tables.js';

/** What a database has of our tables: `table.column` and index names. */
export interface Catalogue {
  readonly columns: ReadonlySet<string>;
  readonly indexes: ReadonlySet<string>;
}

export async function readCatalogue(sql: Sql): Promise<Catalogue> {
  const names = TABLES.map(({ name }) => name);
  const { catalogue } = sql.dialect;
  const columns = await sql.query<{ table_name: string; column_name: string }>(catalogue.columns(names.length), names);
  const indexes = await sql.query<{ index_name: string }>(catalogue.indexes(names.length), names);
  return {
    columns: new Set(columns.map(({ table_name: table, column_name: column }) => `${table}.${column}`)),
    indexes: new Set(indexes.map(({ index_name: index }) => index)),
  };
}

/** The statements that make what is missing; none when all is there. Existing columns and rows are left alone. */
export function statementsFor(dialect: Dialect, { columns, indexes }: Catalogue): string[] {
  return TABLES.flatMap((table) => {
    const missing = table.columns.filter(({ name }) => !columns.has(`${table.name}.${name}`));
    const create = missing.length === table.columns.length ? [dialect.createTable(table)] : [];
    const add = create.length > 0 ? [] : missing.map((column) => dialect.addColumn(table, column));
    return [...create, ...add, ...indexStatements(dialect, table, indexes)];
  });
}

function indexStatements(dialect: Dialect, table: Table, existing: ReadonlySet<string>): string[] {
  return table.indexes.filter(({ name }) => !existing.has(name)).map((index) => dialect.createIndex(table, index));
}

/** Makes what is missing; true when something was. */
export async function createTables(sql: Sql): Promise<boolean> {
  const statements = statementsFor(sql.dialect, await readCatalogue(sql));
  for (const statement of statements) await sql.execute(statement);
  return statements.length > 0;
}

export async function dropTables(sql: Sql): Promise<void> {
  for (const { name } of TABLES.toReversed()) await sql.execute(`DROP TABLE IF EXISTS ${name}`);
}
