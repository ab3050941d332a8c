import { readDeclaration } from './declaration.js';
import { resolveEntries } from './entries.js';
import { exclusionOf, type PackageRules } from './exclusion.js';
import type { InspectionCache } from './inspection-cache.js';
import { mainEntryOf } from './main-entry.js';
import { readPlainManifest } from './manifest.js';
import type { ReachedPackage } from './package-collector.js';
import { peerMismatch } from './peer.js';
import { spawnInspection, type SpawnedInspection } from './spawn-inspection.js';
import { staticManifestIn } from './static-manifest.js';

/** What a scan leaves for the inspection that follows it. */
export interface InspectionAhead {
  readonly cache: InspectionCache;
  /** A process that has no work yet; who gives it some takes it from here. */
  process?: SpawnedInspection | undefined;
}

/**
 * Starts the inspection process at the first new package that a walk meets, so that both run side by side. It is a guess
 * from what one package says: a process without work is ended, and one that is wanted after all is started later.
 *
 * @returns to be told of each package that mentions stask
 */
export function startAhead(
  ahead: InspectionAhead,
  hostRoot: string,
  rules: PackageRules,
): (reached: ReachedPackage) => void {
  let isStarted = false;
  return (reached) => {
    if (isStarted || !willBeInspected(reached, ahead.cache, rules)) return;
    isStarted = true;
    ahead.process = spawnInspection(hostRoot);
  };
}

/** True for a package that is new by folder and name: a version that is passed over is not new at every walk. */
function willBeInspected(reached: ReachedPackage, cache: InspectionCache, rules: PackageRules): boolean {
  const { name, root, direct } = reached;
  if (cache.knows(name, root) || exclusionOf(name, direct, rules) !== undefined) return false;
  const { declared, failure, json } = readDeclaration(reached);
  if (!declared || failure !== undefined || peerMismatch(json) !== undefined) return false;
  const manifest = readPlainManifest(json);
  if (manifest === undefined || staticManifestIn(root) !== undefined) return false;
  return hasEntries(root, manifest.workers ?? [mainEntryOf(json, root)]);
}

function hasEntries(root: string, paths: readonly string[]): boolean {
  try {
    return resolveEntries(root, paths).entries.length > 0;
  } catch {
    return false; // it vanished; the check of the package says so
  }
}
