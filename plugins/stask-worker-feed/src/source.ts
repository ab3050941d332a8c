import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { parse } from 'csv-parse';
import type { TaskContext } from 'stask/worker';
import { inputError } from './input-error.js';
import { linesOf } from './lines.js';
import type { BuildOptions } from './options.js';
import type { ProductRecord } from './map-record.js';
import type { FeedSettings } from './settings.js';

/** One product, and where reading goes on after it. */
export interface SourceRecord {
  /** For people: `row 12`, `id 12`. */
  readonly from: string;
  readonly record: ProductRecord | undefined;
  /** Rows read, or the last id of a table. */
  readonly position: number;
  /** Share of the source that was read, 0 to 100. */
  readonly percent: number;
}

export interface Source {
  /** Changes when the source is another one, so that a run does not go on with it. */
  readonly fingerprint: string;
  readonly shown: string;
  /** Products after a position, 0 for all. */
  read(after: number, signal: AbortSignal): AsyncIterable<SourceRecord>;
  close(): Promise<void>;
}

const MAX_RECORD_CHARACTERS = 1_000_000;

/** @throws a non-retryable error when no source is set, or it cannot be used */
export async function openSource(task: TaskContext, options: BuildOptions, settings: FeedSettings): Promise<Source> {
  const file = options.file || settings.file;
  if (file !== '') return openFile(await checkFile(file, settings.directory, dirname(dirname(task.folder))));
  if (settings.database === '')
    throw inputError(
      'Set where products come from: `stask settings feed --set source.file=products.csv`, or source.database.',
    );
  const { openTable } = await import('./table-source.js');
  return openTable(settings);
}

async function openFile(path: string): Promise<Source> {
  const { size, mtimeMs } = await stat(path);
  const isLines = /^\.(jsonl|ndjson)$/i.test(extname(path));
  return {
    fingerprint: JSON.stringify([path, size, mtimeMs]),
    shown: path,
    read: (after, signal) => (isLines ? readLines(path, size, after) : readCsv(path, size, after, signal)),
    close: () => Promise.resolve(),
  };
}

async function* readCsv(path: string, size: number, after: number, signal: AbortSignal): AsyncGenerator<SourceRecord> {
  const source = createReadStream(path, { signal });
  const parser = parse({
    bom: true,
    delimiter: [',', ';', '\t'],
    max_record_size: MAX_RECORD_CHARACTERS,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let names: string[] | undefined;
  let position = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (names === undefined) {
        names = cells.map((name) => name.trim().toLowerCase());
        continue;
      }
      if (++position <= after) continue;
      const record =
        cells.length === names.length ? new Map(cells.map((cell, at) => [names?.[at] ?? '', cell])) : undefined;
      yield { from: `row ${position}`, record, position, percent: (source.bytesRead / size) * 100 };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))
      throw inputError(`"${path}" is not valid CSV: ${error.message}.`, { cause: error });
    throw error;
  } finally {
    source.destroy();
  }
}

async function* readLines(path: string, size: number, after: number): AsyncGenerator<SourceRecord> {
  let position = 0;
  for await (const { text, bytesRead } of linesOf(path)) {
    if (++position <= after || text.trim() === '') continue;
    const record = recordOf(position === 1 ? text.replace(/^\uFEFF/, '') : text);
    yield { from: `line ${position}`, record, position, percent: (bytesRead / size) * 100 };
  }
}

/** Undefined for what is no JSON object. */
function recordOf(text: string): ProductRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return recordFrom(value as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

/** Texts, numbers and the like by lower-case name; anything deeper is left out. */
export function recordFrom(value: Readonly<Record<string, unknown>>): ProductRecord {
  const entries = Object.entries(value).filter(([, field]) =>
    ['string', 'number', 'boolean', 'bigint'].includes(typeof field),
  );
  return new Map(entries.map(([name, field]) => [name.trim().toLowerCase(), String(field)]));
}

async function checkFile(file: string, directory: string, storage: string): Promise<string> {
  if (!/\.(csv|tsv|txt|jsonl|ndjson)$/i.test(file))
    throw inputError(`"${file}" is no list of products by its name; expected .csv, .tsv, .txt, .jsonl or .ndjson.`);
  const path = await realpath(resolve(directory, file)).catch((cause: unknown) => {
    throw inputError(`File "${resolve(directory, file)}" cannot be read: it does not exist.`, { cause });
  });
  const uploads = await realpath(join(storage, 'uploads')).catch(() => undefined); // nobody uploaded anything yet
  const isInside = directory === '' || isBelow(await realpath(directory).catch(() => directory), path);
  if (!isInside && (uploads === undefined || !isBelow(uploads, path)))
    throw inputError(`"${path}" lies outside of "${resolve(directory)}", the folder of the setting "directory".`);
  const found = await stat(path);
  if (!found.isFile() || found.size === 0) throw inputError(`"${path}" is no regular file, or is empty.`);
  return path;
}

export function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && inside !== '..' && !inside.startsWith('../') && !isAbsolute(inside);
}
