import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/**
 * Writes absolute real paths as short as the working folder allows, for as long as a synchronous walk takes: for each
 * file the kernel looks up every part of its path, a tenth of the time of a walk. Only the main thread can be sure that
 * nobody changes the working folder meanwhile.
 */
export function nearPaths(): (path: string) => string {
  const folder = isMainThread ? workingFolder() : undefined;
  if (folder === undefined) return (path) => path;
  const start = folder + sep;
  return (path) => (path.startsWith(start) ? path.slice(start.length) : path);
}

function workingFolder(): string | undefined {
  try {
    return realpathSync.native('.');
  } catch {
    return undefined; // it was removed
  }
}
