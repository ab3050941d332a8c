import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fingerprintOf } from './fingerprint.js';
import type { Host } from './host-root.js';
import { pnpFileOf } from './pnp.js';
import { changedSince, stampOf } from './stamp.js';
import type { Survey } from './survey.js';
import { foldersAbove } from './workspace.js';

/** What a scan depended on: it holds as long as all of this looks the same. */
export interface TreeState {
  /** Files and folders with the stamp they had, `-` for one that was not there. */
  readonly stamps: readonly (readonly [path: string, stamp: string])[];
  /** Folders of worker packages with their fingerprint. */
  readonly prints: readonly (readonly [root: string, print: string])[];
}

/** Files in `node_modules` that a package manager writes at the end of an install. */
const MARKERS = ['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml'];
/** Where it keeps the packages themselves. */
const STORES = ['.pnpm', '.store', '.bun'];
/** Files of a project that say what is to be installed and which folders belong together. */
const PROJECT_FILES = ['package.json', 'pnpm-workspace.yaml', 'node_modules', '.pnp.cjs', '.pnp.data.json'];
const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'];

export function treeStateOf(cwd: string, host: Host, survey: Survey, prints: ReadonlyMap<string, string>): TreeState {
  const { folders, shared, linked } = survey.tree;
  const stamps = new Map([...folders].filter(([folder]) => !isCovered(folder, shared)));
  const pnpFile = pnpFileOf(host.root);
  const owners = new Set([
    host.root,
    ...shared.map((folder) => dirname(folder)),
    ...(pnpFile === undefined ? [] : [dirname(pnpFile)]),
  ]);
  const packages = [...linked, ...[...survey.packages, ...survey.undeclared].map(({ root }) => root)];
  const watched = [
    ...foldersBetween(cwd, host.root).map((folder) => join(folder, 'package.json')),
    ...[...owners].flatMap((folder) => [...PROJECT_FILES, ...LOCKFILES].map((file) => join(folder, file))),
    ...shared.flatMap((folder) => [...MARKERS, ...STORES].map((file) => join(folder, file))),
    ...packages.map((folder) => join(folder, 'package.json')),
  ];
  for (const path of watched) if (!stamps.has(path)) stamps.set(path, stampOf(path));
  return { stamps: [...stamps], prints: [...prints] };
}

/** True while nothing changed; costs a look at each folder of packages and at the files of each worker package. */
export function isUnchanged({ stamps, prints }: TreeState): boolean {
  return (
    stamps.every(([path, stamp]) => stampOf(path) === stamp) &&
    prints.every(([root, print]) => fingerprintOf(root) === print)
  );
}

/** False when something changed at `sinceMs` or later: a further change might have left the same stamp. */
export function isSettled({ stamps }: TreeState, sinceMs: number): boolean {
  return !stamps.some(([, stamp]) => changedSince(stamp, sinceMs));
}

/**
 * Folders nested in packages and in the store of pnpm or npm, where a package manager left its marker: it changes them
 * in an install only, which writes the marker anew. There may be one for each package.
 */
function isCovered(folder: string, shared: readonly string[]): boolean {
  if (/[\\/]node_modules[\\/]\./.test(folder)) return true;
  const above = shared.find((each) => folder.startsWith(each + sep));
  return above !== undefined && folder.slice(above.length).includes(`${sep}node_modules`) && hasMarker(above);
}

function hasMarker(folder: string): boolean {
  return MARKERS.some((file) => existsSync(join(folder, file)));
}

function foldersBetween(cwd: string, root: string): string[] {
  const above = [cwd, ...foldersAbove(cwd)];
  return above.slice(0, above.indexOf(root) + 1);
}
