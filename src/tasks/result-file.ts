import { constants } from 'node:fs';
import { open, realpath, rename, stat } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { messageOf } from '../errors.js';
import { makeFolder } from '../make-folder.js';
import { taskFilePath } from './task-file.js';

/** Where a result too big for its row was stored: a file name in the storage folder, and its bytes. */
export interface StoredResult {
  readonly file: string;
  readonly bytes: number;
}

/** Stores a result, ready as JSON text, as `<storagePath>/<id>.json`; the file is there as a whole or not at all. */
export async function storeResult(storagePath: string, taskId: number, json: string): Promise<StoredResult> {
  const path = taskFilePath(storagePath, taskId, 'json');
  const unfinished = resolve(storagePath, `${taskId}.${process.pid}tmp`);
  makeFolder(storagePath);
  const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW } = constants;
  const handle = await open(unfinished, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW);
  try {
    await handle.writeFile(json);
  } finally {
    await handle.close();
  }
  await rename(unfinished, path);
  return { file: basename(path), bytes: Buffer.byteLength(json) };
}

export type ResultFile =
  | { readonly ok: true; readonly path: string; readonly fileName: string; readonly bytes: number }
  | { readonly ok: false; readonly detail: string };

/** sTask's own files: the embedded database, the discovery cache, the progress and logs of tasks. */
const OWN_FILE = /\.sqlite(-\w+)?$|^discovery-cache\.json$|^\d+\.(log|jsonl|\d+tmp)$/i;

/**
 * Whether a path that a worker gave as its result may be handed out: a regular file which, links resolved, lies inside
 * the storage folder and is none of sTask's own. Relative paths are taken from the storage folder. Use the returned
 * `path`, which holds no link.
 */
export async function checkResultFile(storagePath: string, given: string): Promise<ResultFile> {
  if (typeof given !== 'string' || given === '') return refuse('the result names no file');
  try {
    const folder = await realpath(storagePath);
    const path = await realpath(resolve(folder, given));
    const inside = relative(folder, path);
    if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
      return refuse(`"${given}" lies outside of the storage folder`);
    const stats = await stat(path);
    if (!stats.isFile()) return refuse(`"${given}" is no regular file`);
    if (OWN_FILE.test(basename(path))) return refuse(`"${given}" belongs to sTask itself`);
    return { ok: true, path, fileName: basename(path), bytes: stats.size };
  } catch (error) {
    return refuse(`"${given}" cannot be read: ${messageOf(error)}`);
  }
}

const refuse = (detail: string): ResultFile => ({ ok: false, detail });
