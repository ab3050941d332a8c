import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { resolveDiscoveryOptions, type DiscoveryOptions, type ResolvedDiscoveryOptions } from './discovery-options.js';
import type { InspectionAhead } from './inspection-ahead.js';
import { openInspectionCache } from './inspection-cache.js';
import { inspectPackages, type InspectionReport, type InspectOptions } from './inspect-packages.js';
import { compareText } from './package-collector.js';
import type { DiscoveryReport, Skipped } from './report.js';
import { scanPackages } from './scan.js';
import { forgetScan, loadScan } from './scan-cache.js';
import type { Scan } from './scan-record.js';

/**
 * Finds the worker classes of every package that is installed for a host, with a reason for each one left out.
 *
 * Walks the tree unless `useCache` is set and nothing changed since the last scan; code is run, in a process of its
 * own, only for packages that are new or changed. One bad package never stops the others.
 *
 * @throws StaskError `STASK_CONFIG_INVALID` for options that cannot be used
 * @see docs/discovery.md
 */
export async function discover(options: DiscoveryOptions): Promise<DiscoveryReport> {
  const started = performance.now();
  const resolved = resolveDiscoveryOptions(options);
  const ahead: InspectionAhead = { cache: openInspectionCache(cachePathOf(resolved)) };
  try {
    const scan = await scanPackages(resolved, ahead);
    const inspected = await inspectPackages(scan.found, inspectOptions(resolved, scan.hostRoot), ahead);
    return reportOf(scan, inspected, performance.now() - started);
  } finally {
    ahead.process?.kill(); // nobody had work for it
  }
}

/** True when the next `discover` could say something new; a few stat calls. Makes no scan and runs no code. */
export function hasTreeChanged(options: DiscoveryOptions): boolean {
  return loadScan(resolveDiscoveryOptions(options)) === undefined;
}

/** Makes {@link hasTreeChanged} true, for a registration that could not be finished. */
export function forgetLastScan(options: DiscoveryOptions): void {
  forgetScan(resolveDiscoveryOptions(options));
}

/** How the code of packages is looked at for this host. */
export function inspectOptions(options: ResolvedDiscoveryOptions, hostRoot: string): InspectOptions {
  return { inspectTimeoutMs: options.inspectTimeoutMs, cachePath: cachePathOf(options), hostRoot };
}

function cachePathOf({ storagePath }: ResolvedDiscoveryOptions): string {
  return join(storagePath, 'discovery-cache.json');
}

function reportOf(scan: Scan, inspected: InspectionReport, totalMs: number): DiscoveryReport {
  const { packages, manifests, incompleteBecause, durationMs } = scan;
  const complete = incompleteBecause.length === 0;
  return {
    candidates: inspected.candidates,
    broken: [...scan.broken, ...inspected.broken],
    brokenClasses: inspected.brokenClasses,
    skipped: [...scan.skipped, ...inspected.skipped].toSorted(compareSkipped),
    notices: [...scan.notices, ...inspected.notices],
    scanned: {
      packages,
      manifests,
      complete,
      incompleteBecause,
      durationMs: toTenths(durationMs),
      totalMs: toTenths(totalMs),
    },
  };
}

/** What a clock gives beyond a tenth of a millisecond is noise to a reader. */
const toTenths = (ms: number): number => Math.round(ms * 10) / 10;

function compareSkipped(a: Skipped, b: Skipped): number {
  return compareText(a.package, b.package) || compareText(a.path, b.path) || compareText(a.detail, b.detail);
}
