import type { Dialect } from './dialect.js';
import { TABLES } from './tables.js';

const OUR_TABLES = new RegExp(String.raw`\b(${TABLES.map(({ name }) => name).join('|')})\b`, 'g');

/** A host's DataSource may keep its tables in a schema that is not on PostgreSQL's search path: our names get it too. */
export function tableQualifier(dialect: Dialect, schema: string | undefined): (sql: string) => string {
  if (dialect.name !== 'postgres' || schema === undefined || schema === '') return (sql) => sql;
  const quoted = `"${schema.replaceAll('"', '""')}"`;
  return (sql) =>
    sql.replaceAll('current_schema()', `'${schema.replaceAll("'", "''")}'`).replace(OUR_TABLES, `${quoted}.$1`);
}
