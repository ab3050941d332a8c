import { join } from 'node:path';
import type { FoundPackage } from './found-package.js';
import type { BatchOptions } from './inspect-batch.js';
import type { Inspection, LeftOut } from './inspection.js';
import type { InspectionAhead } from './inspection-ahead.js';
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
 *
 * @param ahead what the scan left: the opened cache, which counts instead of `cachePath`, and a process for the first
 */
export async function inspectPackages(
  found: readonly FoundPackage[],
  { cachePath, ...options }: InspectOptions,
  ahead?: InspectionAhead,
): Promise<InspectionReport> {
  const cache = ahead?.cache ?? (cachePath === undefined ? undefined : openInspectionCache(cachePath));
  const inspections = new Map<FoundPackage, Inspection>();
  for (const one of found) {
    const cached = cache?.find(one);
    if (cached !== undefined) inspections.set(one, cached);
  }
  const changed = found.filter((one) => !inspections.has(one));
  if (changed.length > 0)
    await inspectChanged(changed, { ...options, ahead }, (one, inspection) => inspections.set(one, inspection));
  const inspected = found.map((one) => [one, inspections.get(one)!] as const);
  cache?.keep(inspected);
  return report(inspected);
}

/** Loads what it takes to look at packages only when there is one to look at. */
async function inspectChanged(
  changed: readonly FoundPackage[],
  options: BatchOptions,
  onInspected: (found: FoundPackage, inspection: Inspection) => void,
): Promise<void> {
  const [{ readStaticManifest }, { inspectBatch }] = await Promise.all([
    import('./static-manifest.js'),
    import('./inspect-batch.js'),
  ]);
  const problems = new Map<FoundPackage, string>();
  const unknown = changed.filter((one) => {
    if (one.staticManifest === undefined) return true;
    const known = readStaticManifest(one);
    if ('problem' in known) problems.set(one, known.problem);
    else onInspected(one, known);
    return 'problem' in known;
  });
  await inspectBatch(unknown, options, (one, inspection) => {
    const problem = problems.get(one);
    const notices = problem === undefined ? [] : [{ code: 'static-manifest', detail: problem }];
    onInspected(one, { ...inspection, notices: [...notices, ...inspection.notices] });
  });
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
