import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProgressUpdate, TaskContext } from 'stask/worker';
import { fetchPage } from './fetch-page.js';
import { startUrl } from './host-rules.js';
import { inputError } from './input-error.js';
import { JsonLines } from './json-lines.js';
import { firstPageUrl, nextPageUrl, recordsOf } from './paging.js';
import { Client } from './request.js';
import type { HttpSettings } from './settings.js';
import { targetFile } from './target-file.js';
import { TargetLock } from './target-lock.js';

/** More pages than anybody has: a server that never ends is told from one that is large. */
const MAX_PAGES = 1_000_000;

export interface SyncOptions {
  readonly file?: string;
  /** More parameters of the address. */
  readonly query?: Readonly<Record<string, string>>;
  /** Most records that are read. */
  readonly limit?: number;
}

export interface SyncResult {
  /** JSON lines, one record each. */
  readonly file: string;
  readonly records: number;
  readonly pages: number;
  readonly bytes: number;
}

/**
 * Reads all pages of the API of the settings into a file, which appears under its name when all of them are read.
 * @throws a non-retryable error when the API is not set or answers with something else
 */
export async function sync(
  task: TaskContext,
  options: SyncOptions,
  settings: HttpSettings,
  report: (update: ProgressUpdate) => void = (update) => task.progress(update),
): Promise<SyncResult> {
  const { api } = settings;
  if (api.url === '') throw inputError('Say what to read: `stask settings http --set api.url=https://HOST/PATH`.');
  startUrl(api.url, settings);
  const first = firstPageUrl(api, options.query ?? {});
  const file = await targetFile(options.file ?? api.file, settings.directory);
  const lock = await TargetLock.take(file);
  const client = new Client(settings);
  try {
    const lines = await JsonLines.create(file);
    const limit = options.limit ?? Infinity;
    const reading = { task, report, client, first, lines, limit, settings };
    return { file, ...(await readInto(lines, lock, () => readPages(reading))) };
  } finally {
    client.close();
    await lock.release();
  }
}

async function readInto(lines: JsonLines, lock: TargetLock, read: () => Promise<number>) {
  try {
    const pages = await read();
    await lock.assertHeld();
    await lines.complete();
    return { records: lines.records, pages, bytes: lines.bytes };
  } catch (error) {
    await lines.discard();
    throw error;
  }
}

interface Reading {
  readonly task: TaskContext;
  readonly report: (update: ProgressUpdate) => void;
  readonly client: Client;
  readonly first: URL;
  readonly lines: JsonLines;
  readonly limit: number;
  readonly settings: HttpSettings;
}

async function readPages({ task, report, client, first, lines, limit, settings }: Reading): Promise<number> {
  const { api, idleMs } = settings;
  const pace = paceOf(api.requestsPerMinute, task.signal);
  let url: URL | undefined = first;
  let before = '';
  for (let index = 0; index < MAX_PAGES; index++) {
    await pace();
    const { body, linkHeader } = await fetchPage(client, url, idleMs, task);
    const records = recordsOf(body, api);
    const print = createHash('sha256').update(JSON.stringify(records)).digest('base64');
    if (records.length > 0 && print === before) {
      throw inputError(`Page ${index + 1} is page ${index} again; the server seems to take no notice of "api.paging".`);
    }
    before = print;
    await lines.add(records.slice(0, limit - lines.records));
    report({ processed: lines.records, message: `${lines.records} records of ${index + 1} pages` });
    url = nextPageUrl({ index, url, body, records, linkHeader }, api);
    if (url === undefined || lines.records >= limit) return index + 1;
  }
  throw inputError(`The API has more than ${MAX_PAGES} pages.`);
}

/** Waits so that no more requests go out than a minute may have. */
function paceOf(requestsPerMinute: number, signal: AbortSignal): () => Promise<void> {
  const everyMs = 60_000 / requestsPerMinute;
  let nextAt = performance.now();
  return async () => {
    const waitMs = nextAt - performance.now();
    nextAt = Math.max(nextAt, performance.now()) + everyMs;
    if (waitMs > 0) await delay(waitMs, undefined, { signal });
    signal.throwIfAborted();
  };
}
