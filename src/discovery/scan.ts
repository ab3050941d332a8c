import { performance } from 'node:perf_hooks';
import type { ResolvedDiscoveryOptions } from './discovery-options.js';
import type { InspectionAhead } from './inspection-ahead.js';
import { loadScan } from './scan-cache.js';
import type { Scan } from './scan-record.js';

/**
 * The packages of a host: from the last scan when asked to and nothing changed since, else by walking its tree.
 *
 * @param ahead gets an inspection process when a walk meets new packages
 */
export async function scanPackages(options: ResolvedDiscoveryOptions, ahead?: InspectionAhead): Promise<Scan> {
  const asked = performance.now();
  const known = options.useCache ? loadScan(options) : undefined;
  if (known !== undefined) return { ...known, durationMs: performance.now() - asked };
  // Loaded here because a start with an unchanged tree does without it.
  const { walkAndKeep } = await import('./walk-and-keep.js');
  return walkAndKeep(options, ahead);
}
