import { parse, type Parser } from 'csv-parse';
import { utf8Stream } from './encoding.js';
import { inputError } from './input-error.js';
import type { InputFile } from './files.js';

/** One row of a CSV file, or what kept it from being read. */
export interface CsvRecord {
  /** Line of the file on which the row starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: string;
}

/** Longest row in characters; an unclosed quote would otherwise read the rest of the file into memory. */
const MAX_RECORD_CHARACTERS = 1_000_000;

/**
 * Rows of a CSV file as they are read, those of one piece of the file together, since a promise for each row would make
 * most of the garbage; a byte order mark is dropped, empty lines are left out.
 * @throws a non-retryable error when the file stops being CSV, such as a quote that is never closed
 */
export async function* readPieces(
  { path, encoding, start }: InputFile,
  delimiter = guessDelimiter(start),
  signal?: AbortSignal,
): AsyncGenerator<CsvRecord[]> {
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: MAX_RECORD_CHARACTERS,
    relax_column_count: true,
    relax_quotes: true,
  });
  let failure: Error | undefined;
  parser.on('error', (error) => (failure ??= error));
  const numbered = numberLines();
  try {
    for await (const piece of utf8Stream(path, encoding)) {
      signal?.throwIfAborted();
      if (failure !== undefined) throw failure;
      parser.write(piece);
      yield numbered(readAll(parser));
    }
    if (failure !== undefined) throw failure;
    parser.end();
    const rest: string[][] = [];
    for await (const cells of parser as AsyncIterable<string[]>) rest.push(cells);
    yield numbered(rest);
  } catch (error) {
    signal?.throwIfAborted();
    if (isCsvError(error)) throw inputError(`"${path}" is not valid CSV: ${error.message}.`, { cause: error });
    throw error;
  } finally {
    parser.destroy();
  }
}

/** The same, row by row. */
export async function* readRecords(...input: Parameters<typeof readPieces>): AsyncGenerator<CsvRecord> {
  for await (const piece of readPieces(...input)) yield* piece;
}

/** What was parsed so far; the parser works on a piece at once and waits for nothing. */
function readAll(parser: Parser): string[][] {
  const rows: string[][] = [];
  for (let cells = parser.read() as string[] | null; cells !== null; cells = parser.read() as string[] | null)
    rows.push(cells);
  return rows;
}

/** Gives each row its line, over all pieces. */
function numberLines(): (rows: readonly string[][]) => CsvRecord[] {
  let line = 1;
  return (rows) => {
    const records: CsvRecord[] = [];
    for (const cells of rows) {
      const isEmpty = cells.length === 1 && cells[0] === '';
      if (!isEmpty) records.push({ line, cells });
      line += 1 + lineBreaksIn(cells);
    }
    return records;
  };
}

/** The delimiter that the header line has most of. */
export function guessDelimiter(start: string): string {
  const header = /^[^\r\n]*/.exec(start)?.[0] ?? '';
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t', '|'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function lineBreaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) if (/[\r\n]/.test(cell)) breaks += cell.split(/\r\n|\n|\r/).length - 1;
  return breaks;
}

function isCsvError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}
