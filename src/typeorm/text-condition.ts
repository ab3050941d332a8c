import type { Dialect } from './dialect.js';

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

const BEYOND_ASCII = /[\u0080-\uFFFF]/;

/** One of the columns contains the text, whatever its case, in the cheapest way that each database has for it. */
export function textCondition({ name }: Dialect, columns: readonly string[], text: string): Condition {
  const tests = name === 'sqlite' ? inSqlite(text) : name === 'mysql' ? inMysql(text) : inPostgres(text);
  const all = columns.flatMap((column) => tests.map(({ sql, parameters }) => ({ sql: sql(column), parameters })));
  return {
    sql: `(${all.map(({ sql }) => sql).join(' OR ')})`,
    parameters: all.flatMap(({ parameters }) => parameters),
  };
}

interface Test {
  readonly sql: (column: string) => string;
  readonly parameters: readonly unknown[];
}

/** Its LIKE knows the case of ASCII letters; others are looked for as they are written in a text. */
const inSqlite = (text: string): Test[] =>
  (BEYOND_ASCII.test(text) ? spellings(text) : [text]).map((one) => ({
    sql: (column) => `${column} LIKE ? ESCAPE '|'`,
    parameters: [pattern(one)],
  }));

const inMysql = (text: string): Test[] => [
  { sql: (column) => `${column} COLLATE utf8mb4_general_ci LIKE ? ESCAPE '|'`, parameters: [pattern(text)] },
];

/** Small letters of the locale take three times as long as those of ASCII. */
const inPostgres = (text: string): Test[] => {
  const collation = BEYOND_ASCII.test(text) ? '' : ' COLLATE "C"';
  return [{ sql: (column) => `strpos(LOWER(${column}${collation}), ?) > 0`, parameters: [text.toLowerCase()] }];
};

/** As typed, small, capital, and as a sentence begins. */
function spellings(text: string): string[] {
  const small = text.toLowerCase();
  const [first = '', ...rest] = small;
  return [...new Set([text, small, text.toUpperCase(), first.toUpperCase() + rest.join('')])];
}

const pattern = (text: string): string => `%${text.replaceAll(/[|%_]/g, '|$&')}%`;
