import type { IncomingMessage } from 'node:http';
import type { ProgressUpdate, TaskContext } from 'stask/worker';
import { hashOf, readChecksum, type Checksum } from './checksum.js';
import { shownUrl, startUrl } from './host-rules.js';
import { IdleLimit } from './idle-limit.js';
import { inputError } from './input-error.js';
import { PartialFile, type Version } from './partial-file.js';
import { throwRefusal } from './refusals.js';
import { Client } from './request.js';
import type { HttpSettings, WantedDownload } from './settings.js';
import { fileNameOf, targetFile } from './target-file.js';
import { TargetLock } from './target-lock.js';
import { writeBody } from './write-body.js';

export interface DownloadResult {
  readonly file: string;
  readonly bytes: number;
  /** `sha256:HEX`, or of the algorithm that was asked for. */
  readonly checksum: string;
  /** Bytes that an earlier run had brought; 0 when all came with this one. */
  readonly resumed_at: number;
}

/** One download at work. */
interface Transfer {
  readonly task: TaskContext;
  readonly report: (update: ProgressUpdate) => void;
  readonly client: Client;
  readonly settings: HttpSettings;
  readonly url: URL;
  readonly checksum: Checksum;
  readonly target: string;
  readonly lock: TargetLock;
  readonly partial: PartialFile;
}

/**
 * Downloads a file, which appears under its name when it is complete and its checksum is right. What came of one that
 * could not be completed is kept, and a later run asks for the rest when the server's file is still the same.
 *
 * @throws a non-retryable error when it is refused or wrong, another when a later attempt may succeed
 */
export async function download(
  task: TaskContext,
  wanted: WantedDownload,
  settings: HttpSettings,
  report: Transfer['report'] = (update) => task.progress(update),
): Promise<DownloadResult> {
  const url = startUrl(wanted.url, settings);
  const checksum = readChecksum(wanted.checksum);
  const target = await targetFile(wanted.file ?? fileNameOf(url), settings.directory);
  const lock = await TargetLock.take(target);
  const client = new Client(settings);
  const partial = new PartialFile(target);
  try {
    return await transfer({ task, report, client, settings, url, checksum, target, lock, partial });
  } finally {
    client.close();
    await lock.release();
  }
}

async function transfer(work: Transfer): Promise<DownloadResult> {
  const { partial, url } = work;
  const begun = await partial.resumable(url.href);
  const { bytes, start, digest } = await fetchInto(work, begun);
  await work.lock.assertHeld();
  const { algorithm, expected } = work.checksum;
  if (expected !== undefined && !expected.equals(digest)) {
    await partial.discard();
    const problem = `The ${algorithm} of "${shownUrl(url)}" is ${digest.toString('hex')}, expected ${expected.toString('hex')}. Nothing was kept.`;
    throw start > 0 ? new Error(problem) : inputError(problem); // a beginning and an end may not have fitted
  }
  await partial.complete();
  return { file: work.target, bytes, checksum: `${algorithm}:${digest.toString('hex')}`, resumed_at: start };
}

async function fetchInto(work: Transfer, begun: Awaited<ReturnType<PartialFile['resumable']>>) {
  const { task, report, client, settings, url, partial } = work;
  const idle = new IdleLimit(settings.idleMs, task.signal);
  let received = begun?.bytes ?? 0;
  try {
    const { response } = await client.get(url, headersFor(begun), idle.signal);
    if (response.statusCode === 416 && begun !== undefined) return await alreadyThere(work, begun, response);
    const { start, total } = placeOf(response, begun, url);
    if (start === undefined) await partial.discard();
    if (start === undefined) throw misplaced(response, url);
    assertSize(total ?? 0, settings, url);
    await partial.note({ url: url.href, validator: validatorOf(response) || (begun?.version.validator ?? ''), total });
    const hash = await hashOf(work.checksum.algorithm, partial.path, start);
    const onBytes = (bytes: number): void => {
      idle.heard();
      received = bytes;
      assertSize(bytes, settings, url);
      report({ processed: bytes, ...(total === null ? {} : { total }), message: shownBytes(bytes, total) });
    };
    if (start > 0) task.log.info(`Goes on after ${start} bytes`, { file: work.target });
    const bytes = await writeBody(response, { path: partial.path, start, hash, onBytes });
    if (total !== null && bytes !== total) throw cutOff(url, bytes, total);
    return { bytes, start, digest: hash.digest() };
  } catch (error) {
    const reason = idle.reasonOf(error);
    if (received > settings.maxBytes) await partial.discard();
    throw isCutOff(reason) ? cutOff(url, received, null, reason) : reason;
  } finally {
    idle.stop();
  }
}

/** `If-Range` makes the server send the whole file when it has changed. */
function headersFor(begun: { bytes: number; version: Version } | undefined): Record<string, string> {
  const plain = { 'accept-encoding': 'identity' };
  if (begun === undefined) return plain;
  return { ...plain, range: `bytes=${begun.bytes}-`, 'if-range': begun.version.validator };
}

/** The earlier run had all of it, when the server says that nothing is left; else it is of no use. */
async function alreadyThere(
  { partial, checksum, url }: Transfer,
  { bytes }: { bytes: number },
  response: IncomingMessage,
) {
  response.destroy();
  if (response.headers['content-range'] === `bytes */${bytes}`) {
    const hash = await hashOf(checksum.algorithm, partial.path, bytes);
    return { bytes, start: bytes, digest: hash.digest() };
  }
  await partial.discard();
  throw misplaced(response, url);
}

/**
 * Where the body of an answer goes, and how large the file will be (null when the server does not say); no start when
 * the answer is another part than the one that was asked for.
 *
 * @throws when it is a refusal
 */
function placeOf(response: IncomingMessage, begun: { bytes: number; version: Version } | undefined, url: URL) {
  const { statusCode, headers } = response;
  if (statusCode === 200) {
    const length = headers['content-length'];
    return { start: 0, total: length === undefined ? null : Number(length) };
  }
  if (statusCode !== 206 || begun === undefined) return throwRefusal(response, shownUrl(url));
  const [, first, last, all] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  const total = all === undefined || all === '*' ? null : Number(all);
  const isTheRest = Number(first) === begun.bytes && (total === null || Number(last) === total - 1);
  const isTheSame = begun.version.total === null || total === null || begun.version.total === total;
  return { start: isTheRest && isTheSame ? begun.bytes : undefined, total };
}

function misplaced({ headers }: IncomingMessage, url: URL): Error {
  const got = headers['content-range'] ?? 'no Content-Range';
  return new Error(
    `"${shownUrl(url)}" was asked for the rest of the file and sent "${got}"; the next run begins anew.`,
  );
}

/** A weak ETag says that two files mean the same, not that they have the same bytes. */
function validatorOf({ headers }: IncomingMessage): string {
  const { etag = '', 'last-modified': changed = '' } = headers;
  return etag !== '' && !etag.startsWith('W/') ? etag : changed;
}

function assertSize(bytes: number, { maxBytes }: HttpSettings, url: URL): void {
  if (bytes <= maxBytes) return;
  throw inputError(`"${shownUrl(url)}" is larger than ${maxBytes} bytes; the setting "max_megabytes" allows no more.`);
}

function isCutOff(error: unknown): boolean {
  return ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(
    (error as NodeJS.ErrnoException | undefined)?.code ?? '',
  );
}

function cutOff(url: URL, bytes: number, total: number | null, cause?: unknown): Error {
  const of = total === null ? '' : ` of ${total}`;
  return new Error(`"${shownUrl(url)}" ended after ${bytes}${of} bytes; the next run goes on from there.`, { cause });
}

function shownBytes(bytes: number, total: number | null): string {
  return total === null ? `${megabytes(bytes)} MB` : `${megabytes(bytes)} of ${megabytes(total)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
