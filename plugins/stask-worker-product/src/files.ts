import { mkdir, open, realpath, stat } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { inputError } from './input-error.js';

const READABLE = ['.csv', '.tsv', '.txt'];
const SAMPLE_BYTES = 64 * 1024;

export interface InputFile {
  readonly path: string;
  readonly bytes: number;
  /** The first bytes, as text. */
  readonly start: string;
}

/**
 * Real path, size and start of a file that may be read.
 * @throws a non-retryable error when it is not there, no regular file, empty, not a CSV by its name, or outside of `directory`
 */
export async function openInput(file: string, directory: string): Promise<InputFile> {
  if (!READABLE.includes(extname(file).toLowerCase())) {
    throw inputError(`"${file}" is not a CSV file by its name; expected one that ends in ${READABLE.join(', ')}.`);
  }
  const path = await realpath(resolve(directory, file)).catch((cause: unknown) => {
    throw inputError(`File "${resolve(directory, file)}" cannot be read: it does not exist.`, { cause });
  });
  await assertInside(path, directory);
  const { size } = await assertRegular(path);
  return { path, bytes: size, start: await readStart(path) };
}

/**
 * Path of a file to be written; its folder is made.
 * @throws a non-retryable error when the name does not end in .csv, it is something else than a file, or outside of `directory`
 */
export async function prepareOutput(file: string, directory: string): Promise<string> {
  if (extname(file).toLowerCase() !== '.csv') throw inputError(`"${file}" must end in .csv.`);
  const path = resolve(directory, file);
  assertBelow(path, directory === '' ? '' : resolve(directory));
  await mkdir(dirname(path), { recursive: true });
  const real = join(await realpath(dirname(path)), path.slice(dirname(path).length));
  await assertInside(real, directory);
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

async function readStart(path: string): Promise<string> {
  const handle = await open(path).catch((cause: unknown) => {
    throw inputError(`File "${path}" cannot be read; check its permissions.`, { cause });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function assertInside(path: string, directory: string): Promise<void> {
  if (directory === '') return;
  const root = await realpath(directory).catch((cause: unknown) => {
    throw inputError(`The folder "${resolve(directory)}" of the setting "directory" does not exist.`, { cause });
  });
  assertBelow(path, root);
}

function assertBelow(path: string, root: string): void {
  if (root === '') return;
  const inside = relative(root, path);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    throw inputError(`"${path}" lies outside of "${root}", the folder of the setting "directory".`);
  }
}
