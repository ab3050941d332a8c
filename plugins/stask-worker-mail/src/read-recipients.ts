import { createReadStream } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { parse } from 'csv-parse';
import type { TaskContext } from 'stask/worker';
import { inputError } from './input-error.js';
import { isBelow, uploadsOf } from './inside-folder.js';
import { linesOf } from './lines.js';
import type { SendOptions } from './options.js';
import type { GivenRecipient } from './recipient.js';

/** Recipients that can be read again from the start. */
export interface RecipientSource {
  read(signal: AbortSignal): AsyncIterable<GivenRecipient>;
}

const MAX_RECORD_CHARACTERS = 1_000_000;

/**
 * Where the recipients of a task come from.
 * @throws a non-retryable error when neither or both kinds are given, or the file cannot be used
 */
export async function openRecipients(
  task: TaskContext,
  { recipients, file }: SendOptions,
  directory: string,
): Promise<RecipientSource> {
  if ((recipients === undefined) === (file === undefined || file === ''))
    throw inputError('Give the recipients either in "recipients" or in a "file".');
  if (recipients !== undefined) return { read: () => listed(recipients) };
  const path = await checkFile(file ?? '', directory, uploadsOf(task));
  const isLines = /^\.(jsonl|ndjson)$/i.test(extname(path));
  return { read: (signal) => (isLines ? readLines(path) : readCsv(path, signal)) };
}

async function* listed(recipients: readonly unknown[]): AsyncGenerator<GivenRecipient> {
  for (const [index, value] of recipients.entries()) yield { from: `recipient ${index + 1}`, value };
}

async function* readCsv(path: string, signal: AbortSignal): AsyncGenerator<GivenRecipient> {
  const parser = parse({
    bom: true,
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
    delimiter: await guessDelimiter(path),
    info: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const source = createReadStream(path, { signal });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: object; info: { records: number } }>) {
      if (!Object.hasOwn(record, 'email'))
        throw inputError(
          `"${path}" has no column "email". Its header has: ${Object.keys(record).slice(0, 12).join(', ')}.`,
        );
      yield { from: `row ${info.records}`, value: record };
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

async function* readLines(path: string): AsyncGenerator<GivenRecipient> {
  let line = 0;
  for await (const text of linesOf(path)) {
    line++;
    const value = line === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (value.trim() !== '') yield { from: `line ${line}`, value: parsed(value) };
  }
}

/** What is not JSON is no recipient, and is reported as such. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function checkFile(file: string, directory: string, uploads: string): Promise<string> {
  if (!/\.(csv|tsv|txt|jsonl|ndjson)$/i.test(file))
    throw inputError(`"${file}" is no list of recipients by its name; expected .csv, .tsv, .txt, .jsonl or .ndjson.`);
  const path = await realpath(resolve(directory, file)).catch((cause: unknown) => {
    throw inputError(`File "${resolve(directory, file)}" cannot be read: it does not exist.`, { cause });
  });
  if (directory !== '' && !(await isBelow(directory, path)) && !(await isBelow(uploads, path)))
    throw inputError(`"${path}" lies outside of "${resolve(directory)}", the folder of the setting "directory".`);
  const found = await stat(path);
  if (!found.isFile() || found.size === 0) throw inputError(`"${path}" is no regular file, or is empty.`);
  return path;
}

async function guessDelimiter(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8192), 0, 8192, 0);
    const header = /^[^\r\n]*/.exec(buffer.toString('utf8', 0, bytesRead))?.[0] ?? '';
    const count = (delimiter: string) => header.split(delimiter).length;
    return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
  } finally {
    await handle.close();
  }
}
