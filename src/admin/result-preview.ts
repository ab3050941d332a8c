import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import papaparse from 'papaparse';
import type { ResultPreview } from './api.js';
import { firstElements } from './first-elements.js';
import { isSecretName } from './mask.js';
import { tableOf, type Table } from './table-of.js';
import type { TaskResultFile } from './task-result.js';

/** Most bytes of a file that are read for a preview. */
const MAX_BYTES = 1024 * 1024;

const FORMATS: Readonly<Record<string, ResultPreview['format']>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/** By the name only: what is in the file is looked at when somebody asks. */
export const hasPreview = (fileName: string): boolean => Object.hasOwn(FORMATS, extname(fileName).toLowerCase());

/** The first rows of a result that is a table; undefined when it is none. Secrets are masked by their names. */
export async function previewOf(
  result: unknown,
  file: TaskResultFile | undefined,
  rows: number,
): Promise<ResultPreview | undefined> {
  if (file === undefined)
    return Array.isArray(result) && result.length > 0
      ? { format: 'json', ...tableOf(result.slice(0, rows), result.length > rows) }
      : undefined;
  const format = FORMATS[extname(file.shown.name).toLowerCase()];
  if (format === undefined) return undefined;
  const { text, whole } = await beginningOf(file.path);
  const table = READERS[format](text, rows, whole);
  return table === undefined ? undefined : { file: { ...file.shown }, format, ...table };
}

const READERS: Readonly<
  Record<ResultPreview['format'], (text: string, rows: number, whole: boolean) => Table | undefined>
> = {
  csv(text, rows, whole) {
    const { data, meta } = papaparse.parse<string[]>(whole ? text : wholeLines(text), {
      preview: rows + 1, // the first one names the columns
      skipEmptyLines: true,
    });
    const [names, ...lines] = data;
    if (names === undefined) return undefined;
    const secret = names.map(isSecretName);
    const records = lines.map((line) =>
      Object.fromEntries(line.map((cell, column) => [String(column), secret[column] ? '***' : cell])),
    );
    return { ...tableOf(records, meta.truncated || !whole, names) };
  },
  json(text, rows) {
    const elements = firstElements(text, rows + 1);
    return elements === undefined ? undefined : tableOf(elements.slice(0, rows), elements.length > rows);
  },
  jsonl(text, rows, whole) {
    const lines = (whole ? text : wholeLines(text)).split('\n').filter((line) => line.trim() !== '');
    return tableOf(lines.slice(0, rows).map(parsed), !whole || lines.length > rows);
  },
};

async function beginningOf(path: string): Promise<{ text: string; whole: boolean }> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, MAX_BYTES)), { position: 0 });
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return { text: text.replace(/^\uFEFF/, ''), whole: bytesRead >= size };
  } finally {
    await handle.close();
  }
}

/** Without the last line, which may be cut. */
const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line; // shown as it is
  }
}
