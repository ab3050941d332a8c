import { createHash } from 'node:crypto';
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { sep } from 'node:path';
import { OWN_VERSION } from './own-package.js';
import { changedSince, stampFrom, TICK_MS } from './stamp.js';

/** Packages with more files are known by this many of them, those nearest to the root first. */
const MAX_FILES = 1_000;

/**
 * A text that changes when a file of the package is added, removed or written. Reads no contents: names, sizes, times
 * and inodes are enough; another Node or stask is another package, too. Nested `node_modules` and dot files do not count. Waits up to 20 ms after a change, so that a
 * further change cannot hide behind the same time.
 */
export function fingerprintOf(root: string): string {
  const stamps = stampFiles(root);
  const tickMs = Date.now() - TICK_MS;
  if (!stamps.some((stamp) => changedSince(stamp, tickMs))) return digest(stamps);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK_MS);
  return digest(stampFiles(root));
}

function stampFiles(root: string): string[] {
  const stamps: string[] = [];
  const folders = [''];
  for (let next = 0; next < folders.length && stamps.length < MAX_FILES; next++) {
    const folder = folders[next] ?? '';
    for (const entry of sortedEntries(root + sep + folder)) {
      const path = folder + entry.name;
      if (entry.isDirectory()) folders.push(path + sep);
      else if (stamps.push(`${path} ${stampFile(root + sep + path)}`) === MAX_FILES) break;
    }
  }
  return stamps;
}

function sortedEntries(folder: string): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // a folder that cannot be read has no files that could be imported
  }
}

function stampFile(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? '-' : stampFrom(stats);
  } catch {
    return '!'; // a link loop is a state like any other
  }
}

function digest(stamps: readonly string[]): string {
  return createHash('sha256')
    .update([OWN_VERSION, process.version, ...stamps].join('\n'))
    .digest('base64url')
    .slice(0, 27);
}
