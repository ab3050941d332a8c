import type { EntitySchema, EntitySchemaColumnOptions } from 'typeorm';

import { TABLES } from './tables.js';
import type { Column, Table } from './tables.js';

/** Ids stay far below 2^53; drivers give 64-bit integers as text. */
const asNumber = {
  to: (value: unknown) => value,
  from: (value: unknown) => (typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value),
};

/** Types that every database of sTask has under this name in TypeORM. */
const TYPES = {
  id: 'bigint',
  bigint: 'bigint',
  int: Number,
  bool: Boolean,
  char: String,
  varchar: String,
  text: 'text',
  json: 'simple-json',
  time: Date,
} as const satisfies Record<Column['type'], EntitySchemaColumnOptions['type']>;

/**
 * Entities for a host's own DataSource, one for each table and named like it:
 * `dataSource.getRepository('s_tasks')`. They describe the tables for reading; `staskMigrations` makes them, and
 * `synchronize` leaves them alone.
 *
 * Made by structure instead of by TypeORM's class, so they fit any copy of TypeORM and importing them loads none.
 */
export const staskEntities: readonly EntitySchema[] = TABLES.map(entityOf);

function entityOf(table: Table): EntitySchema {
  const columns = Object.fromEntries(table.columns.map((column) => [propertyOf(column.name), columnOf(table, column)]));
  const options = { name: table.name, tableName: table.name, synchronize: false, columns };
  return { '@instanceof': Symbol.for('EntitySchema'), options };
}

function columnOf(table: Table, column: Column): EntitySchemaColumnOptions {
  const primary = (table.primaryKey ?? ['id']).includes(column.name);
  return {
    name: column.name,
    type: TYPES[column.type],
    nullable: column.nullable ?? false,
    ...(primary && { primary }),
    ...(column.type === 'id' && { generated: 'increment' as const }),
    ...((column.type === 'id' || column.type === 'bigint') && { transformer: asNumber }),
    ...(column.type === 'time' && { precision: 3 }),
    ...(column.length !== undefined && { length: column.length }),
  };
}

/** `started_at` is `startedAt` in code. */
function propertyOf(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
