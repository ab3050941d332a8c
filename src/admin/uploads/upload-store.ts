import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';
import { cleanOldUploads } from '../../tasks/clean-old-uploads.js';
import { problem } from '../problem.js';

/** What is known of one upload; kept beside its bytes, so it can go on after a restart or in another process. */
export interface Upload {
  readonly id: string;
  /** Who started it: nobody else may see it. */
  readonly userId: string;
  readonly worker: string;
  readonly name: string;
  readonly extension: string;
  readonly bytes: number;
  readonly startedAt: string;
}

export interface UploadStore {
  start(upload: Omit<Upload, 'id' | 'startedAt'>): Promise<Upload>;
  /** @throws problem 404 when there is none or it belongs to somebody else */
  get(id: string, userId: string): Promise<{ upload: Upload; offset: number }>;
  /** Adds the next chunk; how many bytes there are. @throws problem 409, 413 */
  append(id: string, userId: string, offset: number, chunk: Buffer): Promise<{ upload: Upload; offset: number }>;
  drop(id: string, userId: string): Promise<void>;
  /** Path of a complete upload; undefined when it is not there or not complete, or of another user or worker. */
  pathOf(id: string, userId: string, worker: string): Promise<string | undefined>;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_OPEN_PER_USER = 20;
const UNFINISHED_KEPT_MS = 24 * 3_600_000;
const FINISHED_KEPT_DAYS = 30;

/**
 * Uploads under `<storage>/uploads/<uuid>`; no path is built from anything a client sends but such an id.
 *
 * @param inUse which of these uploads unfinished tasks name; they stay
 */
export function createUploadStore(
  storagePath: string,
  inUse: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
): UploadStore {
  const root = join(storagePath, 'uploads');
  const busy = new Set<string>();
  let starting: Promise<unknown> = Promise.resolve();
  const folderOf = (id: string): string => join(root, id);
  const fileOf = ({ id, extension }: Pick<Upload, 'id' | 'extension'>): string =>
    join(folderOf(id), `upload${extension}`);

  async function read(id: string): Promise<Upload | undefined> {
    if (!ID.test(id)) return undefined;
    try {
      return JSON.parse(await readFile(join(folderOf(id), 'upload.json'), 'utf8')) as Upload;
    } catch {
      return undefined; // not there, or half written by a crash: either way it cannot go on
    }
  }
  async function find(id: string, userId: string): Promise<{ upload: Upload; offset: number }> {
    const upload = await read(id);
    if (upload === undefined || upload.userId !== userId) throw notFound();
    const offset = await sizeOf(fileOf(upload));
    if (offset < 0) throw notFound();
    return { upload, offset };
  }

  async function start(given: Omit<Upload, 'id' | 'startedAt'>): Promise<Upload> {
    await dropForgotten(root, read, fileOf);
    await cleanOldUploads({ storagePath, days: FINISHED_KEPT_DAYS, inUse });
    const unfinished = await countOpen(root, read, given.userId, fileOf);
    if (unfinished >= MAX_OPEN_PER_USER)
      throw problem(429, 'too-many-uploads', `You have ${unfinished} unfinished uploads. Finish or drop one first.`, {
        headers: { 'retry-after': '60' },
      });
    const upload = { ...given, id: randomUUID(), startedAt: new Date().toISOString() };
    makeFolder(folderOf(upload.id), 0o700);
    await writeFile(fileOf(upload), '', { flag: 'wx', mode: 0o600 });
    await writeFile(join(folderOf(upload.id), 'upload.json'), JSON.stringify(upload), { flag: 'wx', mode: 0o600 });
    return upload;
  }

  return {
    start(given) {
      // one after the other, or many at once would each count none before them
      const started = starting.then(() => start(given));
      starting = started.catch(() => undefined);
      return started;
    },
    get: find,
    async append(id, userId, offset, chunk) {
      if (busy.has(id)) throw problem(409, 'upload-busy', 'Another chunk of this upload is being written.');
      busy.add(id);
      try {
        const { upload, offset: expected } = await find(id, userId);
        if (offset !== expected)
          throw problem(409, 'upload-offset', `The next byte is ${expected}, the chunk starts at ${offset}.`, {
            params: { offset: expected },
          });
        if (expected + chunk.length > upload.bytes)
          throw problem(413, 'upload-too-large', `The upload was started with ${upload.bytes} bytes.`, {
            params: { bytes: upload.bytes },
          });
        await appendAt(fileOf(upload), expected, chunk);
        return { upload, offset: expected + chunk.length };
      } finally {
        busy.delete(id);
      }
    },
    async drop(id, userId) {
      await find(id, userId);
      await rm(folderOf(id), { recursive: true, force: true });
    },
    async pathOf(id, userId, worker) {
      const upload = await read(id);
      if (upload === undefined || upload.userId !== userId || upload.worker !== worker) return undefined;
      return (await sizeOf(fileOf(upload))) === upload.bytes ? fileOf(upload) : undefined;
    },
  };
}

const notFound = () => problem(404, 'upload-not-found', 'There is no such upload of yours. Start it again.');

/** Written at its place, so that a chunk which came twice at the same moment is not there twice. */
async function appendAt(path: string, position: number, chunk: Buffer): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    let written = 0;
    while (written < chunk.length)
      written += (await handle.write(chunk, written, chunk.length - written, position + written)).bytesWritten;
  } finally {
    await handle.close();
  }
}

async function uploadIds(root: string): Promise<string[]> {
  try {
    return (await readdir(root)).filter((name) => ID.test(name));
  } catch {
    return []; // no upload was ever made here
  }
}

async function countOpen(
  root: string,
  read: (id: string) => Promise<Upload | undefined>,
  userId: string,
  fileOf: (upload: Upload) => string,
): Promise<number> {
  let count = 0;
  for (const id of await uploadIds(root)) {
    const upload = await read(id);
    if (upload?.userId === userId && (await sizeOf(fileOf(upload))) < upload.bytes) count++;
  }
  return count;
}

/** Deletes uploads that nobody goes on with. */
async function dropForgotten(
  root: string,
  read: (id: string) => Promise<Upload | undefined>,
  fileOf: (upload: Upload) => string,
): Promise<void> {
  for (const id of await uploadIds(root)) {
    const upload = await read(id);
    const age = Date.now() - (upload === undefined ? await madeAt(join(root, id)) : Date.parse(upload.startedAt));
    const isDone = upload !== undefined && (await sizeOf(fileOf(upload))) === upload.bytes;
    if (age > UNFINISHED_KEPT_MS && !isDone) await rm(join(root, id), { recursive: true, force: true });
  }
}

/** Of a folder without a description, which another process may be writing at this moment. */
async function madeAt(folder: string): Promise<number> {
  return (await stat(folder).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: -1 }))).size;
}
