import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.js';
import type { EntryFile, FoundPackage } from './found-package.js';
import { readWorker, type InspectedWorker, type Inspection } from './inspection.js';
import type { WorkerCandidate } from './report.js';
import { isJsonObject, parseSafeJson } from './safe-json.js';
import { oneLine } from './thrown-text.js';

/** Name of the file in the package folder. */
export const STATIC_MANIFEST = 'stask.manifest.json';

/** The version of the format this code reads and writes. */
const FORMAT = 1;
const LIMIT_BYTES = 4 * 1024 * 1024;

/** What `stask pack` writes into a package, so that hosts register its workers without running its code. */
export interface StaticManifest {
  readonly format: typeof FORMAT;
  /** `name` and `version` of the package's own `package.json`. */
  readonly package: string;
  readonly version: string;
  /** SHA-256 in hex of each entry file, by its path inside the package. */
  readonly entries: Readonly<Record<string, string>>;
  readonly workers: readonly InspectedWorker[];
}

/** Path of the static manifest of a package; only of a file of the package itself, as a link could lead anywhere. */
export function staticManifestIn(root: string): string | undefined {
  const file = join(root, STATIC_MANIFEST);
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
  } catch {
    return undefined; // without the file, and for one that cannot be reached, the classes are inspected
  }
}

/**
 * The static manifest of a package whose workers were found by inspection.
 *
 * @param declared `name` and `version` of its own `package.json`
 */
export function makeStaticManifest(
  declared: { readonly name: string; readonly version: string },
  entries: readonly EntryFile[],
  candidates: readonly WorkerCandidate[],
): StaticManifest {
  const workers = candidates.map(({ package: { name }, class: identity, ...worker }) => {
    const { relative } = entries.find((one) => identity.startsWith(`${name}/${one.relative}#`))!;
    return { entry: relative, export: identity.slice(`${name}/${relative}#`.length), ...worker };
  });
  return { format: FORMAT, package: declared.name, version: declared.version, entries: hashEntries(entries), workers };
}

/**
 * The workers that a package's static manifest describes; or why it is not believed: it is damaged, of another
 * version of the package, or its entry files have changed since it was written.
 */
export function readStaticManifest(found: FoundPackage): Inspection | { readonly problem: string } {
  try {
    const manifest = parseManifest(found.staticManifest!);
    const problem = typeof manifest === 'string' ? manifest : mismatch(manifest, found);
    if (problem !== undefined)
      return { problem: `${STATIC_MANIFEST} is not used: ${problem}. Run \`stask pack\` again.` };
    return { workers: (manifest as StaticManifest).workers, leftOut: [], notices: [] };
  } catch (error) {
    return { problem: `${STATIC_MANIFEST} is not used: ${oneLine(messageOf(error))}. Run \`stask pack\` again.` };
  }
}

function parseManifest(path: string): StaticManifest | string {
  const status = statSync(path);
  if (!status.isFile() || status.size > LIMIT_BYTES) return `it is not a file of at most ${LIMIT_BYTES} bytes`;
  const value = parseSafeJson(readFileSync(path, 'utf8'));
  if (!isJsonObject(value)) return 'it is not a JSON object';
  if (value.format !== FORMAT)
    return `its "format" is ${oneLine(JSON.stringify(value.format) ?? 'missing', 40)}, this sTask reads ${FORMAT}`;
  if (typeof value.package !== 'string' || typeof value.version !== 'string')
    return '"package" and "version" must be strings';
  if (!isJsonObject(value.entries) || !Array.isArray(value.workers)) return '"entries" and "workers" are needed';
  const workers = value.workers.map(readWorker);
  const wrong = workers.indexOf(undefined);
  if (wrong >= 0) return `"workers[${wrong}]" does not describe a worker`;
  return { ...(value as unknown as StaticManifest), workers: workers as InspectedWorker[] };
}

function mismatch(
  { package: name, version, entries, workers }: StaticManifest,
  found: FoundPackage,
): string | undefined {
  const declared = parseSafeJson(readFileSync(join(found.root, 'package.json'), 'utf8')) as { name?: unknown };
  if (name !== declared.name) return `it describes the package "${oneLine(name, 100)}"`;
  if (version !== found.version) return `it describes version ${oneLine(version, 40)}, installed is ${found.version}`;
  const current = hashEntries(found.entries);
  const files = new Set([...Object.keys(entries), ...Object.keys(current)]);
  for (const file of files) {
    if (entries[file] !== current[file]) return `"${oneLine(file, 200)}" is not the file it was made from`;
  }
  const stray = workers.find(({ entry }) => !Object.hasOwn(current, entry));
  if (stray) return `worker "${stray.identifier}" is in "${oneLine(stray.entry, 200)}", which is no entry`;
  const classes = workers.map((worker) => `${worker.entry}#${worker.export}`);
  return new Set(classes).size === classes.length ? undefined : 'it describes a class twice';
}

function hashEntries(entries: readonly EntryFile[]): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ file, relative }) => [relative, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}
