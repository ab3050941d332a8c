import type { Dialect } from './dialect.js';

/** Columns of a batch and their types; the batch travels as one JSON parameter, whatever its size. */
export type BatchColumns = Readonly<Record<string, 'integer' | 'text'>>;

type BatchLine = Readonly<Record<string, unknown>> & { readonly id: number };

export interface BatchUpdate {
  readonly columns: BatchColumns;
  /** Column to expression; `b.x` is the batch's value, a bare or `s_tasks.`-qualified name the row's. */
  readonly set: Readonly<Record<string, string>>;
  /** More conditions; the ids are joined already. */
  readonly where: string;
  /** Columns that are no part of the batch, as all of its rows have this same value; SQL of it. */
  readonly constants?: Readonly<Record<string, string>>;
}

/**
 * SQL of a table expression `b` made of one JSON parameter: an array of objects with the given columns, or of bare ids
 * when there is no other column.
 */
export function batchSource(dialect: Dialect, columns: BatchColumns): string {
  const names = Object.keys(columns);
  if (names.length === 1) return idSource(dialect);
  switch (dialect.name) {
    case 'sqlite':
      return `(SELECT ${names.map((name) => `json_extract(value, '$.${name}') AS ${name}`).join(', ')} FROM json_each(?)) AS b`;
    case 'postgres':
      return `json_to_recordset(?::json) AS b(${names.map((name) => `${name} ${columns[name] === 'integer' ? 'bigint' : 'text'}`).join(', ')})`;
    default:
      return `JSON_TABLE(?, '$[*]' COLUMNS (${names.map((name) => `${name} ${columns[name] === 'integer' ? 'BIGINT' : 'LONGTEXT CHARACTER SET utf8mb4'} PATH '$.${name}'`).join(', ')})) AS b`;
  }
}

function idSource({ name }: Dialect): string {
  if (name === 'sqlite') return '(SELECT value AS id FROM json_each(?)) AS b';
  if (name === 'postgres') return '(SELECT CAST(value AS bigint) AS id FROM json_array_elements_text(?::json)) AS b';
  return "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) AS b";
}

/**
 * UPDATE of many rows by id in one statement. Each assignment may read only the batch, constants and its own column:
 * MySQL gives no order to assignments of a joined update.
 */
export function batchUpdate(dialect: Dialect, { columns, set, where: condition, constants = {} }: BatchUpdate): string {
  const where = withConstants(condition, constants);
  const source = batchSource(dialect, columns);
  const assignments = (prefix: string): string =>
    Object.entries(set)
      .map(([column, expression]) => `${prefix}${column} = ${withConstants(expression, constants)}`)
      .join(', ');
  if (dialect.name === 'mysql')
    return `UPDATE ${source} STRAIGHT_JOIN s_tasks ON s_tasks.id = b.id SET ${assignments('s_tasks.')} WHERE ${where}`;
  // SQLite's planner prefers the index of a status to the ids of the batch, and so walks all tasks of that status.
  const byId = dialect.name === 'sqlite' ? where.replaceAll('s_tasks.status', '+s_tasks.status') : where;
  return `UPDATE s_tasks SET ${assignments('')} FROM ${source} WHERE s_tasks.id = b.id AND ${byId}`;
}

const withConstants = (expression: string, constants: Readonly<Record<string, string>>): string =>
  expression.replaceAll(/\bb\.(\w+)/g, (whole, column: string) => constants[column] ?? whole);

/** JSON.stringify leaves out what is undefined, and is several times faster so than with a replacer. */
function withoutNull(item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(item).includes(null)) return item;
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
}

/** The JSON parameter of a batch, ordered by id so that two batches never lock rows in opposite orders; null is left out. */
export function batchParameter(items: readonly BatchLine[]): string {
  return JSON.stringify(items.toSorted((a, b) => a.id - b.id).map(withoutNull));
}

/** What a batch is in a statement, and its JSON parameter. */
export interface CompactBatch extends Required<Pick<BatchUpdate, 'columns' | 'constants'>> {
  readonly parameter: string;
}

/** Values so common that a statement of their own is worth it: with them the database has less JSON to take apart. */
const COMMON: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [null, 'NULL'],
  ['', "''"],
  ...[0, 1, 2, 3, 4, 5, 80, 100].map((value) => [value, String(value)] as const),
]);

/** The batch of these lines; a column in which all have the same common value becomes part of the statement. */
export function compactBatch(all: BatchColumns, lines: readonly BatchLine[]): CompactBatch {
  const columns: Record<string, 'integer' | 'text'> = {};
  const constants: Record<string, string> = {};
  for (const [column, type] of Object.entries(all)) {
    const value = lines[0]?.[column];
    const common = column === 'id' ? undefined : COMMON.get(value);
    if (common !== undefined && lines.every((line) => line[column] === value)) constants[column] = common;
    else columns[column] = type;
  }
  const onlyIds = Object.keys(columns).length === 1;
  return { columns, constants, parameter: onlyIds ? idsParameter(lines) : batchParameter(lines) };
}

/** The JSON parameter of a batch of ids alone, ordered like every batch. */
export const idsParameter = (items: ReadonlyArray<{ readonly id: number }>): string =>
  JSON.stringify(items.map(({ id }) => id).toSorted((a, b) => a - b));
