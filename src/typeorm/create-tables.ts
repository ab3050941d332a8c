import { adoptTable } from './adopt-table.js';
import { factsOf, type ColumnFacts, type ColumnRecord } from './column-facts.js';
import type { Sql } from './database.js';
import type { Dialect } from './dialect.js';
import { TABLES } from './tables.js';
import type { Table } from './tables.js';

/** What a database has of our tables: columns by table, and index names. */
export interface Catalogue {
  readonly columns: ReadonlyMap<string, readonly ColumnFacts[]>;
  readonly indexes: ReadonlySet<string>;
}

export async function readCatalogue(sql: Sql): Promise<Catalogue> {
  const names = TABLES.map(({ name }) => name);
  const { catalogue } = sql.dialect;
  const columns = await sql.query<ColumnRecord>(catalogue.columns(names.length), names);
  const indexes = await sql.query<{ index_name: string }>(catalogue.indexes(names.length), names);
  const columnsOf = (table: string) => columns.filter((column) => column.table_name === table).map(factsOf);
  return {
    columns: new Map(names.map((name) => [name, columnsOf(name)])),
    indexes: new Set(indexes.map(({ index_name: index }) => index)),
  };
}

/** Whether every table, column and index is there and holds what it has to. */
export function isComplete(dialect: Dialect, catalogue: Catalogue): boolean {
  return (
    columnStatements(dialect, catalogue).length === 0 &&
    indexStatements(dialect, catalogue).length === 0 &&
    foreignTables(dialect, catalogue).length === 0
  );
}

/** Makes what is missing and adopts tables that another program made; true when there was something to do. */
export async function createTables(sql: Sql): Promise<boolean> {
  const { dialect } = sql;
  const catalogue = await readCatalogue(sql);
  if (isComplete(dialect, catalogue)) return false;
  for (const statement of columnStatements(dialect, catalogue)) await sql.execute(statement);
  for (const table of foreignTables(dialect, catalogue)) await adoptTable(sql, table, existing(catalogue, table));
  for (const statement of indexStatements(dialect, await readCatalogue(sql))) await sql.execute(statement);
  return true;
}

export async function dropTables(sql: Sql): Promise<void> {
  for (const { name } of TABLES.toReversed()) await sql.execute(`DROP TABLE IF EXISTS ${name}`);
}

function columnStatements(dialect: Dialect, catalogue: Catalogue): string[] {
  return TABLES.flatMap((table) => {
    const names = existing(catalogue, table).map(({ name }) => name);
    if (names.length === 0) return [dialect.createTable(table)];
    return table.columns.filter(({ name }) => !names.includes(name)).map((column) => dialect.addColumn(table, column));
  });
}

function indexStatements(dialect: Dialect, { indexes }: Catalogue): string[] {
  return TABLES.flatMap((table) =>
    table.indexes.filter(({ name }) => !indexes.has(name)).map((index) => dialect.createIndex(table, index)),
  );
}

/** Tables with a column that was not made by us. */
function foreignTables(dialect: Dialect, catalogue: Catalogue): Table[] {
  return TABLES.filter((table) =>
    existing(catalogue, table).some((facts) => {
      const column = table.columns.find(({ name }) => name === facts.name);
      return column !== undefined && !dialect.fits(column, facts);
    }),
  );
}

const existing = ({ columns }: Catalogue, { name }: Table): readonly ColumnFacts[] => columns.get(name) ?? [];
