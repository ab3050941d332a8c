import { join } from 'node:path';
import type { FoundPackage } from './found-package.js';
import { inspectBatch } from './inspect-batch.js';
import type { Inspection, LeftOut } from './inspection.js';
import { openInspectionCache } from './inspection-cache.js';
import type {
  BrokenClass,
  BrokenPackage,
  Notice,
  Skipped,
  SkipReason,
  WorkerCandidate,
  WorkerPackage,
} from './report.js';
import { readStaticManifest } from './static-manifest.js';

export interface InspectOptions {
  /** Longest time for one package, in milliseconds. */
  readonly inspectTimeoutMs: number;
  /** Folder of the host, in which the code of packages is run. */
  readonly hostRoot: string;
  /** JSON file for what was learned; `undefined` inspects everything again. */
  readonly cachePath?: string | undefined;
}

/** What the code of the found packages is, in their order. */
export interface InspectionReport {
  readonly candidates: readonly WorkerCandidate[];
  /** Packages of which a file could not be loaded; each is in `skipped` too. */
  readonly broken: readonly BrokenPackage[];
  /** Classes that are there and cannot be taken; each is in `skipped` too. */
  readonly brokenClasses: readonly BrokenClass[];
  /** Everything left out, one entry each. */
  readonly skipped: readonly Skipped[];
  readonly notices: readonly Notice[];
}

type Inspected = ReadonlyArray<readonly [FoundPackage, Inspection]>;

/** Reasons that say that a file could not be loaded, so nothing is known about the classes in it. */
const LOAD_REASONS: ReadonlySet<SkipReason> = new Set([
  'entry-missing',
  'import-failed',
  'dependency-missing',
  'import-timeout',
  'import-exited',
]);

/**
 * Finds the worker classes of packages. A package that is as it was is answered from the cache, one with a valid
 * `stask.manifest.json` from that; the code of the others is run in a separate process, whose fate is only theirs.
 */
export async function inspectPackages(
  found: readonly FoundPackage[],
  { cachePath, ...options }: InspectOptions,
): Promise<InspectionReport> {
  const cache = cachePath === undefined ? undefined : openInspectionCache(cachePath);
  const inspections = new Map<FoundPackage, Inspection>();
  const unknown: FoundPackage[] = [];
  const problems = new Map<FoundPackage, string>();
  for (const one of found) {
    const cached = cache?.find(one);
    const known = cached ?? (one.staticManifest === undefined ? undefined : readStaticManifest(one));
    if (known !== undefined && 'workers' in known) inspections.set(one, known);
    else unknown.push(one);
    if (known !== undefined && 'problem' in known) problems.set(one, known.problem);
  }
  await inspectBatch(unknown, options, (inspected, inspection) => {
    const problem = problems.get(inspected);
    const notices = problem === undefined ? [] : [{ code: 'static-manifest', detail: problem }];
    inspections.set(inspected, { ...inspection, notices: [...notices, ...inspection.notices] });
  });
  const inspected = found.map((one) => [one, inspections.get(one)!] as const);
  cache?.keep(inspected);
  return report(inspected);
}

function report(inspected: Inspected): InspectionReport {
  return {
    candidates: inspected.flatMap(([found, { workers }]) => workers.map((worker) => candidateOf(found, worker))),
    broken: inspected.flatMap(([found, { leftOut }]) => brokenPackage(found, leftOut)),
    brokenClasses: inspected.flatMap(([found, { leftOut }]) => leftOut.flatMap((left) => brokenClass(found, left))),
    skipped: inspected.flatMap(([found, { leftOut }]) => leftOut.map((left) => skipped(found, left))),
    notices: inspected.flatMap(([{ name }, { notices }]) => notices.map((notice) => ({ package: name, ...notice }))),
  };
}

function candidateOf(
  found: FoundPackage,
  { entry, export: name, scope, ...worker }: Inspection['workers'][number],
): WorkerCandidate {
  return {
    package: identityOf(found),
    class: `${found.name}/${entry}#${name}`,
    ...worker,
    scope: scope || found.scope,
  };
}

function brokenPackage(found: FoundPackage, leftOut: readonly LeftOut[]): BrokenPackage[] {
  const failure = leftOut.find(({ reason, export: name }) => name === undefined && LOAD_REASONS.has(reason));
  return failure ? [{ package: identityOf(found), reason: failure.reason, detail: failure.detail }] : [];
}

function brokenClass(found: FoundPackage, { entry, export: name, reason, detail }: LeftOut): BrokenClass[] {
  if (name === undefined) return [];
  return [{ package: identityOf(found), class: `${found.name}/${entry}#${name}`, reason, detail }];
}

function skipped({ name, root }: FoundPackage, { entry, reason, detail }: LeftOut): Skipped {
  return { package: name, path: entry === '' ? root : join(root, entry), reason, detail };
}

function identityOf({ name, version, root, direct }: FoundPackage): WorkerPackage {
  return { name, version, root, direct };
}
