import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './task-file.js';

const DAY_MS = 86_400_000;
/** Folders of the admin's uploads; nothing else in there is touched. */
const UPLOAD = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface CleanUploadsOptions {
  readonly storagePath: string;
  /** Uploads not written for this many days go. */
  readonly days: number;
  /** Which of these uploads unfinished tasks name; they stay. */
  readonly inUse: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Deletes old uploads, `<storagePath>/uploads/<uuid>`; how many. */
export async function cleanOldUploads({
  storagePath,
  days,
  inUse,
  now = Date.now,
}: CleanUploadsOptions): Promise<number> {
  const root = join(storagePath, 'uploads');
  const old: string[] = [];
  for (const name of await namesIn(root))
    if (UPLOAD.test(name) && (await lastWritten(join(root, name))) <= now() - days * DAY_MS) old.push(name);
  const kept = old.length === 0 ? new Set<string>() : await inUse(old);
  const gone = old.filter((name) => !kept.has(name));
  for (const name of gone) await rm(join(root, name), { recursive: true, force: true });
  return gone.length;
}

/** Milliseconds since the epoch; of a folder that is no more, never. */
async function lastWritten(folder: string): Promise<number> {
  const stats = await lstat(folder).catch(() => undefined);
  if (stats?.isDirectory() !== true) return Infinity;
  let latest = stats.mtimeMs;
  for (const name of await namesIn(folder))
    latest = Math.max(
      latest,
      await lstat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    );
  return latest;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return []; // nothing was uploaded yet, or another process cleans too
    throw error;
  }
}
