import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { contractInvalid } from '../errors.js';

/** Contents by path inside the folder of the run: `{ 'in/products.csv': 'sku,name\n' }`. */
export type TestFiles = Readonly<Record<string, string | Uint8Array>>;

/** A folder that exists for one run. */
export interface ScratchFolder {
  /** Absolute real path. */
  readonly path: string;
  /** Every file in it as UTF-8 text, by its path with `/`, sorted. */
  read(): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

/** @throws StaskError `STASK_CONTRACT_INVALID` for a path that leaves the folder */
export async function createScratchFolder(files: TestFiles): Promise<ScratchFolder> {
  for (const path of Object.keys(files)) {
    if (path === '' || relative('/folder', join('/folder', path)).startsWith('..'))
      throw contractInvalid('runAction({ files })', 'paths inside the folder of the run', path);
  }
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'stask-run-')));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return {
    path: folder,
    read: () => readAll(folder),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function readAll(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = paths.toSorted().map(async (path) => {
    return [relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
