import { mkdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { inputError } from './input-error.js';

/**
 * Real path of a file to be written inside the folder; folders on the way are made.
 * @throws a non-retryable error when it would lie outside, by dots or by links, or is something else than a file
 */
export async function targetFile(file: string, directory: string): Promise<string> {
  if (/\p{Cc}/u.test(file)) throw inputError('The name of a file must not have control characters.');
  const root = resolve(directory);
  const path = resolve(root, file);
  assertInside(path, root);
  await mkdir(root, { recursive: true });
  const realRoot = await realpath(root);
  await assertFoldersInside(dirname(path), realRoot);
  await mkdir(dirname(path), { recursive: true });
  const real = join(await realpath(dirname(path)), basename(path));
  const there = await stat(real).catch(() => undefined); // not there yet is the usual case
  if (there !== undefined && !there.isFile()) throw inputError(`"${real}" is not a file; give another name.`);
  return real;
}

/** The last part of the address's path, as a plain file name. */
export function fileNameOf({ pathname }: URL): string {
  const name = basename(pathname)
    .replace(/%[0-9a-f]{2}/gi, '_')
    .replace(/[^\w.-]/g, '_');
  return /^\.*$/.test(name) ? 'download' : name.replace(/^\.+/, '');
}

/** Looks at the deepest folder that exists, before any is made behind a link. */
async function assertFoldersInside(folder: string, realRoot: string): Promise<void> {
  const real = await realpath(folder).catch(() => undefined); // made below
  if (real !== undefined) return assertInside(join(real, 'x'), realRoot);
  return assertFoldersInside(dirname(folder), realRoot);
}

function assertInside(path: string, root: string): void {
  const inside = relative(root, path);
  if (inside === '' || inside.split(/[\\/]/)[0] === '..' || isAbsolute(inside)) {
    throw inputError(`"${path}" lies outside of "${root}", the folder of the setting "directory".`);
  }
}
