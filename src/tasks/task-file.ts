import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StaskError } from '../errors.js';
import { makeFolder } from '../make-folder.js';

const { O_APPEND, O_CREAT, O_RDONLY, O_RDWR } = constants;
// A link in place of a task file leads out of the folder, and opening a FIFO would wait for ever. Windows knows neither.
const NO_LINK_NO_WAIT = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** `log`: progress lines; `jsonl`: the task's log; `json`: a result too big for the row. */
export type TaskFileExtension = 'log' | 'jsonl' | 'json';

/**
 * Path of a file of one task, `<storagePath>/<id>.<extension>`. No path is built from anything but a whole number.
 *
 * @throws STASK_USAGE when `taskId` is not a whole number above 0
 */
export function taskFilePath(storagePath: string, taskId: number, extension: TaskFileExtension): string {
  checkFileId(taskId);
  return join(storagePath, `${taskId}.${extension}`);
}

/** @throws STASK_USAGE when `taskId` is not a whole number above 0 */
export function checkFileId(taskId: number): void {
  if (!Number.isSafeInteger(taskId) || taskId < 1)
    throw new StaskError(
      'STASK_USAGE',
      `A task id is a whole number above 0, got ${JSON.stringify(taskId) ?? 'nothing'}.`,
    );
}

/**
 * The folders that workers may fill as they like; a registered identifier has only letters, digits, `_` and `-`. The few
 * that are asked for again and again are remembered.
 */
export function foldersIn(storagePath: string): (identifier: string) => string {
  const known = new Map<string, string>();
  return (identifier) => {
    let folder = known.get(identifier);
    if (folder === undefined) known.set(identifier, (folder = resolve(storagePath, 'files', identifier)));
    return folder;
  };
}

/** Opens a task file for appending and reading; creates it, and its folder when that is gone. */
export async function openForAppend(path: string): Promise<FileHandle> {
  const flags = O_APPEND | O_CREAT | O_RDWR | NO_LINK_NO_WAIT;
  try {
    return await open(path, flags);
  } catch (error) {
    if (!isMissing(error)) throw error;
    makeFolder(dirname(path));
    return await open(path, flags);
  }
}

/** Opens a task file for reading; undefined when there is none, or when it is a link or no regular file. */
export async function openForRead(path: string): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, O_RDONLY | NO_LINK_NO_WAIT);
  } catch (error) {
    if (isMissing(error) || codeOf(error) === 'ELOOP') return undefined;
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
