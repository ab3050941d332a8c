import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export interface Counts {
  items: number;
  rejected: number;
  shortened: number;
}

/** What is surely on the disk: as far as these bytes of both files, from the source up to this position. */
export interface Checkpoint {
  readonly fingerprint: string;
  readonly position: number;
  readonly feedBytes: number;
  readonly errorBytes: number;
  readonly counts: Counts;
}

const STALE_MS = 7 * 86_400_000;

/**
 * A feed on its way: it grows under another name, part by part, and takes the place of the old one as a whole. What was
 * written before the last checkpoint of the same task and source is kept by the next run.
 */
export class FeedFile {
  readonly #target: string;
  readonly #errorsTarget: string;
  readonly #partial: string;
  readonly #feed: FileHandle;
  readonly #errors: FileHandle;
  readonly start: Checkpoint;
  #feedBytes: number;
  #errorBytes: number;

  private constructor(target: string, partial: string, feed: FileHandle, errors: FileHandle, start: Checkpoint) {
    this.#target = target;
    this.#errorsTarget = errorsPathOf(target);
    this.#partial = partial;
    this.#feed = feed;
    this.#errors = errors;
    this.start = start;
    this.#feedBytes = start.feedBytes;
    this.#errorBytes = start.errorBytes;
  }

  static async open(target: string, taskId: number, fingerprint: string): Promise<FeedFile> {
    await mkdir(dirname(target), { recursive: true });
    await removeStale(target);
    const partial = `${target}.${taskId}.partial`;
    const start = (await readCheckpoint(`${partial}.json`, fingerprint)) ?? {
      fingerprint,
      position: 0,
      feedBytes: 0,
      errorBytes: 0,
      counts: { items: 0, rejected: 0, shortened: 0 },
    };
    const [feed, errors] = await Promise.all([
      openAt(partial, start.feedBytes),
      openAt(`${partial}.errors`, start.errorBytes),
    ]);
    return new FeedFile(target, partial, feed, errors, start);
  }

  /** Writes one part; it counts once this resolves. */
  async write(feed: string, errors: string, position: number, counts: Counts): Promise<void> {
    this.#feedBytes += await appendAt(this.#feed, feed, this.#feedBytes);
    this.#errorBytes += await appendAt(this.#errors, errors, this.#errorBytes);
    const checkpoint: Checkpoint = {
      fingerprint: this.start.fingerprint,
      position,
      feedBytes: this.#feedBytes,
      errorBytes: this.#errorBytes,
      counts,
    };
    await writeFile(`${this.#partial}.tmp`, JSON.stringify(checkpoint));
    await rename(`${this.#partial}.tmp`, `${this.#partial}.json`);
  }

  /** Puts the feed in the place of the old one; bytes of the file, and the file of errors when there are any. */
  async publish(gzip: boolean, hasErrors: boolean): Promise<{ bytes: number; errorsFile: string | null }> {
    if (gzip) {
      const packed = `${this.#partial}.gz`;
      await pipeline(createReadStream(this.#partial), createGzip(), createWriteStream(packed, { flush: true }));
      await rename(packed, this.#target);
    } else await rename(this.#partial, this.#target);
    const errorsFile = await this.keepErrors(hasErrors);
    return { bytes: (await stat(this.#target)).size, errorsFile };
  }

  /** Keeps the errors beside the feed, which stays as it is. */
  async keepErrors(hasErrors: boolean): Promise<string | null> {
    if (hasErrors) await rename(`${this.#partial}.errors`, this.#errorsTarget);
    else await rm(this.#errorsTarget, { force: true });
    return hasErrors ? this.#errorsTarget : null;
  }

  async close(): Promise<void> {
    await this.#feed.close();
    await this.#errors.close();
  }

  /** Nothing of this run is to be gone on with. */
  async discard(): Promise<void> {
    for (const extension of ['', '.errors', '.json', '.tmp', '.gz'])
      await rm(`${this.#partial}${extension}`, { force: true });
  }
}

export function errorsPathOf(target: string): string {
  return `${target.replace(/\.xml(\.gz)?$/i, '')}.errors.csv`;
}

async function openAt(path: string, bytes: number): Promise<FileHandle> {
  const handle = await open(path, bytes === 0 ? 'w' : 'r+');
  await handle.truncate(bytes);
  return handle;
}

/** Synced, so that a checkpoint never says more than what the disk has. */
async function appendAt(file: FileHandle, text: string, position: number): Promise<number> {
  if (text === '') return 0;
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;)
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  await file.datasync();
  return bytes.length;
}

async function readCheckpoint(path: string, fingerprint: string): Promise<Checkpoint | undefined> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Checkpoint;
    const feed = await stat(path.replace(/\.json$/, ''));
    return found.fingerprint === fingerprint && feed.size >= found.feedBytes ? found : undefined;
  } catch {
    return undefined; // there is none, or one that cannot be gone on with: begin anew
  }
}

/** What tasks left that were cut off and never ran again. */
async function removeStale(target: string): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(target)}.`) || !/\.\d+\.partial(\.\w+)?$/.test(name)) continue;
    const age = await stat(join(folder, name)).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(join(folder, name), { force: true });
  }
}
