import { mkdir, open, realpath, stat } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import type { TaskContext } from 'stask/worker';
import { decode, guessEncoding, type Encoding } from './encoding.js';
import { inputError } from './input-error.js';
import type { ProductSettings } from './settings.js';

const READABLE = ['.csv', '.tsv', '.txt'];
const SAMPLE_BYTES = 64 * 1024;

/** Where a task may read and write. */
export interface Places {
  /** Folder of the setting; `''` for any folder this process may use. */
  readonly directory: string;
  /** The worker's own folder in the storage: what it writes there can be downloaded. */
  readonly own: string;
  /** What was uploaded in the admin. */
  readonly uploads: string;
}

export interface InputFile {
  readonly path: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  /** The first bytes, as text. */
  readonly start: string;
}

export function placesOf({ folder }: TaskContext, { directory }: ProductSettings): Places {
  return { directory, own: folder, uploads: join(dirname(dirname(folder)), 'uploads') };
}

/**
 * Real path, size and start of a file that may be read.
 * @throws a non-retryable error when it is not there, no regular file, empty, not a CSV by its name, or in no place to read from
 */
export async function openInput(file: string, places: Places, encoding?: string): Promise<InputFile> {
  if (!READABLE.includes(extname(file).toLowerCase())) {
    throw inputError(`"${file}" is not a CSV file by its name; expected one that ends in ${READABLE.join(', ')}.`);
  }
  const path = await realpath(resolve(places.directory, file)).catch((cause: unknown) => {
    throw inputError(`File "${resolve(places.directory, file)}" cannot be read: it does not exist.`, { cause });
  });
  await assertInside(path, places.directory, [places.uploads, places.own]);
  const { size } = await assertRegular(path);
  const start = await readStart(path);
  const used = (encoding as Encoding | undefined) ?? guessEncoding(start);
  return { path, bytes: size, encoding: used, start: decode(start, used) };
}

/**
 * Path of a file to be written; its folder is made.
 * @throws a non-retryable error when the name does not end in .csv, it is something else than a file, or in no place to write to
 */
export async function prepareOutput(file: string, { directory, own }: Places): Promise<string> {
  if (extname(file).toLowerCase() !== '.csv') throw inputError(`"${file}" must end in .csv.`);
  const path = resolve(directory, file);
  if (!isBelow(path, resolve(own))) assertBelow(path, directory === '' ? '' : resolve(directory));
  await mkdir(dirname(path), { recursive: true });
  const real = join(await realpath(dirname(path)), path.slice(dirname(path).length));
  await assertInside(real, directory, [own]);
  const there = await stat(real).catch(() => undefined); // not there yet is the usual case
  if (there !== undefined && !there.isFile()) throw inputError(`"${real}" is not a file; give another name.`);
  return real;
}

async function assertRegular(path: string): Promise<{ size: number }> {
  const found = await stat(path);
  if (!found.isFile()) throw inputError(`"${path}" is not a regular file.`);
  if (found.size === 0) throw inputError(`"${path}" is empty.`);
  return found;
}

async function readStart(path: string): Promise<Buffer> {
  const handle = await open(path).catch((cause: unknown) => {
    throw inputError(`File "${path}" cannot be read; check its permissions.`, { cause });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function assertInside(path: string, directory: string, others: readonly string[]): Promise<void> {
  if (directory === '') return;
  for (const other of others) {
    const real = await realpath(other).catch(() => undefined); // nothing lies in a folder that is not there
    if (real !== undefined && isBelow(path, real)) return;
  }
  const root = await realpath(directory).catch((cause: unknown) => {
    throw inputError(`The folder "${resolve(directory)}" of the setting "directory" does not exist.`, { cause });
  });
  assertBelow(path, root);
}

function assertBelow(path: string, root: string): void {
  if (root === '' || isBelow(path, root)) return;
  throw inputError(`"${path}" lies outside of "${root}", the folder of the setting "directory".`);
}

function isBelow(path: string, root: string): boolean {
  const inside = relative(root, path);
  return !inside.startsWith('..') && !isAbsolute(inside);
}
