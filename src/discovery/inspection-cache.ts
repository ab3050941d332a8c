import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import type { FoundPackage } from './found-package.js';
import { readInspection, type Inspection } from './inspection.js';
import { OWN_VERSION } from './own-package.js';
import type { SkipReason } from './report.js';
import { isJsonObject, parseSafeJson } from './safe-json.js';

/** Changes when the shape of the file or the meaning of an inspection changes. */
const FORMAT = 1;
/** Packages of other scans that are kept beside those of the last one. */
const OTHERS_LIMIT = 1_000;

/** Left out for what is in the files and nowhere else; every other reason may be gone at the next look. */
const LASTING: ReadonlySet<SkipReason> = new Set([
  'no-worker-class',
  'abstract',
  'contract-invalid',
  'identifier-invalid',
  'action-conflict',
]);

interface CachedPackage {
  readonly root: string;
  readonly fingerprint: string;
  readonly inspection: Inspection;
}

/** Inspections of earlier scans, by the real path of the package folder. */
export interface InspectionCache {
  readonly find: (found: FoundPackage) => Inspection | undefined;
  /** True for a package that was inspected before, in this folder or as another version under this name. */
  readonly knows: (name: string, root: string) => boolean;
  /** Writes these packages and what else is known; does nothing when the file says so already. */
  readonly keep: (inspected: ReadonlyArray<readonly [FoundPackage, Inspection]>) => void;
}

/**
 * Opens the cache file. One that is missing, damaged, of another sTask or of another Node is empty: everything is inspected
 * again and the file is replaced. A file that cannot be written is no error: there is no cache then.
 */
export function openInspectionCache(path: string): InspectionCache {
  const known = new Map(readPackages(path).map((cached) => [cached.root, cached]));
  const roots = [...known.keys()];
  return {
    find: ({ root, fingerprint }) => {
      const cached = known.get(root);
      return cached?.fingerprint === fingerprint ? cached.inspection : undefined;
    },
    knows: (name, root) => known.has(root) || roots.some((each) => each.endsWith(join('/node_modules', name))),
    keep: (inspected) => {
      const lasting = inspected.filter(([, inspection]) => isLasting(inspection));
      const changed = lasting.some(([found]) => known.get(found.root)?.fingerprint !== found.fingerprint);
      if (!changed) return;
      const current = new Set(inspected.map(([{ root }]) => root));
      const others = [...known.values()].filter(({ root }) => !current.has(root)).slice(0, OTHERS_LIMIT);
      const packages = lasting.map(([{ root, fingerprint }, inspection]) => ({ root, fingerprint, inspection }));
      write(path, { ...stamp(), packages: [...packages, ...others] });
    },
  };
}

function isLasting({ leftOut }: Inspection): boolean {
  return leftOut.every(({ reason }) => LASTING.has(reason));
}

function stamp(): { format: number; stask: string; node: string } {
  return { format: FORMAT, stask: OWN_VERSION, node: process.versions.node.split('.')[0]! };
}

function readPackages(path: string): CachedPackage[] {
  const file = parse(path);
  if (!isJsonObject(file) || !Array.isArray(file.packages)) return [];
  if (!Object.entries(stamp()).every(([key, value]) => file[key] === value)) return [];
  return file.packages.map(readPackage).filter((cached) => cached !== undefined);
}

function readPackage(value: unknown): CachedPackage | undefined {
  if (!isJsonObject(value)) return undefined;
  const { root, fingerprint } = value;
  const inspection = readInspection(value.inspection);
  if (typeof root !== 'string' || typeof fingerprint !== 'string' || inspection === undefined) return undefined;
  return { root, fingerprint, inspection };
}

function parse(path: string): unknown {
  try {
    return statSync(path).isFile() ? parseSafeJson(readFileSync(path, 'utf8')) : undefined;
  } catch {
    return undefined; // missing, unreadable or cut off: an empty cache costs one inspection
  }
}

function write(path: string, content: object): void {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  try {
    makeFolder(dirname(path));
    writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    discard(temporary); // a folder that cannot be written means no cache, and scans take longer
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // in a folder that cannot be reached nothing was written
  }
}
