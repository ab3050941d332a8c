import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, StaskError } from '../errors.js';
import { isMissing } from './task-file.js';

const DAY_MS = 86_400_000;
const BATCH = 500;
/** Progress, log, result, and what a crash left of writing a result. */
const TASK_FILE = /^([1-9]\d{0,15})\.(log|jsonl|json|\d+tmp)$/;

export interface CleanLogsOptions {
  readonly storagePath: string;
  /** Files not written for this many days go. */
  readonly days: number;
  /** Which of these tasks are unfinished; their files stay. */
  readonly unfinishedAmong: (taskIds: readonly number[]) => Promise<ReadonlySet<number>> | ReadonlySet<number>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface CleanLogsReport {
  /** Number of files. */
  readonly deleted: number;
  /** Files that were to go and could not be deleted. */
  readonly failed: ReadonlyArray<{ readonly path: string; readonly detail: string }>;
}

/**
 * Deletes old progress, log and result files of finished tasks: regular files named by a task's id, directly in the
 * storage folder, nothing else.
 *
 * @throws STASK_USAGE when `days` is not a number, 0 or more
 */
export async function cleanOldLogs(options: CleanLogsOptions): Promise<CleanLogsReport> {
  const { storagePath, days, unfinishedAmong, now = Date.now } = options;
  if (typeof days !== 'number' || !(days >= 0))
    throw new StaskError(
      'STASK_USAGE',
      `The age of logs to clean is a number of days, 0 or more, got ${String(days)}.`,
    );
  const old = await findOldFiles(storagePath, now() - days * DAY_MS);
  let deleted = 0;
  const failed: Array<{ path: string; detail: string }> = [];
  for (let at = 0; at < old.length; at += BATCH) {
    const batch = old.slice(at, at + BATCH);
    const unfinished = await unfinishedAmong([...new Set(batch.map(({ taskId }) => taskId))]);
    for (const { path } of batch.filter(({ taskId }) => !unfinished.has(taskId))) {
      try {
        await unlink(path);
        deleted++;
      } catch (error) {
        if (!isMissing(error)) failed.push({ path, detail: messageOf(error) });
      }
    }
  }
  return { deleted, failed };
}

async function findOldFiles(storagePath: string, beforeMs: number): Promise<Array<{ taskId: number; path: string }>> {
  const old: Array<{ taskId: number; path: string }> = [];
  for (const name of await readNames(storagePath)) {
    const taskId = Number(TASK_FILE.exec(name)?.[1]);
    if (!Number.isSafeInteger(taskId)) continue;
    const path = join(storagePath, name);
    const stats = await lstat(path).catch(() => undefined); // another process cleans too: gone is fine
    if (stats?.isFile() && stats.mtimeMs <= beforeMs) old.push({ taskId, path });
  }
  return old;
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
