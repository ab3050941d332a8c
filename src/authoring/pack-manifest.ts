import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownField } from '../discovery/parse-package.js';
import { makeStaticManifest, STATIC_MANIFEST } from '../discovery/static-manifest.js';
import { StaskError } from '../errors.js';
import { openAuthorPackage, type AuthorPackage } from './author-package.js';

export interface PackReport {
  /** Absolute path of `stask.manifest.json`. */
  readonly path: string;
  readonly workers: readonly string[];
  /** False when the file was already what it has to be. */
  readonly changed: boolean;
}

/**
 * Writes what hosts need to register the workers of a package without importing it.
 *
 * @param options.check only looks whether the file is up to date
 * @throws StaskError `STASK_CONTRACT_INVALID` when a worker cannot be taken; with `check`, when the file is stale
 */
export async function packManifest(folder: string, options: { readonly check?: boolean } = {}): Promise<PackReport> {
  const author = await openAuthorPackage(folder);
  const wanted = manifestText(author);
  const path = join(author.root, STATIC_MANIFEST);
  const changed = readText(path) !== wanted;
  if (changed && options.check) throw stale(author.root, readText(path) === undefined ? 'is missing' : 'is stale');
  if (changed) replaceFile(path, wanted);
  return { path, workers: author.inspection!.candidates.map(({ identifier }) => identifier), changed };
}

/**
 * The text that `stask.manifest.json` of this package has to have.
 *
 * @throws StaskError `STASK_CONTRACT_INVALID` when something of the package cannot be taken by a host
 */
export function manifestText({
  declaration: { name, json, version, declared },
  verdict,
  inspection,
}: AuthorPackage): string {
  const leftOut = [...verdict.skipped, ...(inspection?.skipped ?? [])].filter(({ reason }) => reason !== 'abstract');
  if (!declared)
    throw refused(name, 'its package.json has no "stask" key; give it `"stask": { "workers": "./index.js" }`.');
  if (leftOut.length > 0 || verdict.found === undefined || inspection === undefined)
    throw refused(name, leftOut.map(({ reason, detail }) => `${reason}: ${detail}`).join(' '));
  const declaredName = ownField(json, 'name');
  if (typeof declaredName !== 'string' || version === '')
    throw refused(name, 'its package.json needs "name" and "version".');
  const manifest = makeStaticManifest({ name: declaredName, version }, verdict.found.entries, inspection.candidates);
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The text of a file, `undefined` when there is none. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function refused(name: string, why: string): StaskError {
  return new StaskError('STASK_CONTRACT_INVALID', `Package "${name}" cannot be described: ${why}`);
}

function stale(root: string, state: string): StaskError {
  return new StaskError(
    'STASK_CONTRACT_INVALID',
    `${join(root, STATIC_MANIFEST)} ${state}: it does not describe the code that would be published. Run \`npm run build\`, or \`npx stask pack\`.`,
  );
}
