import type { Column } from './tables.js';

/** A column as the database's catalogue describes it. */
export interface ColumnFacts {
  readonly name: string;
  /** The database's own word, lower case: `varchar`, `timestamp without time zone`. */
  readonly type: string;
  readonly nullable: boolean;
  /** In characters; undefined where there is no bound. */
  readonly length: number | undefined;
  /** Digits after the second. */
  readonly timeDigits: number | undefined;
  readonly collation: string | undefined;
}

/** A row of `catalogue.columns`. */
export interface ColumnRecord {
  readonly table_name: string;
  readonly column_name: string;
  readonly type: string;
  readonly is_nullable: string;
  readonly length?: unknown;
  readonly time_digits?: unknown;
  readonly collation?: string | null;
}

export function factsOf(record: ColumnRecord): ColumnFacts {
  return {
    name: record.column_name,
    type: record.type.toLowerCase(),
    nullable: record.is_nullable === 'YES',
    length: numberOf(record.length),
    timeDigits: numberOf(record.time_digits),
    collation: record.collation ?? undefined,
  };
}

const numberOf = (value: unknown): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);

/** A longer column stays as it is: what is in it may need the room. */
export function isLongEnough({ type, length = 255 }: Column, existing: ColumnFacts): boolean {
  return (type !== 'varchar' && type !== 'char') || existing.length === undefined || existing.length >= length;
}

/** The primary key says it for itself. */
export function isNullableAs({ type, nullable = false }: Column, existing: ColumnFacts): boolean {
  return type === 'id' || nullable === existing.nullable;
}
