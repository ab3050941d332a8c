import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import type { ResolvedDiscoveryOptions } from './discovery-options.js';
import { OWN_VERSION } from './own-package.js';
import type { Scan } from './scan-record.js';
import { TICK_MS } from './stamp.js';
import { isSettled, isUnchanged, type TreeState } from './tree-state.js';

const FORMAT = 1;

interface CachedScan {
  readonly key: string;
  readonly scan: Scan;
  readonly state: TreeState;
}

/** The last scan with the same options, when nothing on disk changed since. A file in doubt is no file. */
export function loadScan(options: ResolvedDiscoveryOptions): Scan | undefined {
  const cached = readCache(fileOf(options));
  return cached?.key === keyOf(options) && isUnchanged(cached.state) ? cached.scan : undefined;
}

/**
 * Keeps a complete scan for {@link loadScan}, unless something changed while it ran.
 * Storage that cannot be written means that the next scan walks again, no more.
 *
 * @param startedMs when the scan began
 */
export function saveScan(options: ResolvedDiscoveryOptions, scan: Scan, state: TreeState, startedMs: number): void {
  if (!isSettled(state, startedMs - TICK_MS)) return forgetScan(options);
  const content = JSON.stringify({ key: keyOf(options), scan, state } satisfies CachedScan);
  const temporary = `${fileOf(options)}.${randomUUID()}.tmp`;
  try {
    makeFolder(options.storagePath);
    writeFileSync(temporary, `${checksum(content)}\n${content}`);
    renameSync(temporary, fileOf(options));
  } catch {
    discard(temporary); // a cache is a gain only: without it everything works, more slowly
  }
}

/** Makes the next scan walk, as after a registration that could not be finished. */
export function forgetScan({ storagePath }: Pick<ResolvedDiscoveryOptions, 'storagePath'>): void {
  discard(fileOf({ storagePath }));
}

/** The checksum shows a damaged or cut file, the key one of another host, version or set of options. */
function readCache(file: string): CachedScan | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const content = text.slice(end + 1);
    return text.slice(0, end) === checksum(content) ? (JSON.parse(content) as CachedScan) : undefined;
  } catch {
    return undefined; // absent or unreadable: the scan is made again and the file with it
  }
}

function keyOf({ cwd, allow, deny, directOnly }: ResolvedDiscoveryOptions): string {
  const mode = process.versions['pnp'] === undefined ? 'folders' : 'pnp';
  return JSON.stringify([FORMAT, OWN_VERSION, process.version, mode, cwd, allow, deny, directOnly]);
}

function fileOf({ storagePath }: Pick<ResolvedDiscoveryOptions, 'storagePath'>): string {
  return join(storagePath, 'discovery-scan.json');
}

function checksum(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // what cannot be removed is checked again before it is used
  }
}
