import { resolve } from 'node:path';
import { StaskError } from '../errors.js';

/** What a host may set about discovery; everything but `cwd` and `storagePath` has a default. */
export interface DiscoveryOptions {
  /** Folder of the host or any folder below it. */
  readonly cwd: string;
  /** Folder for the caches; relative to `cwd`. */
  readonly storagePath: string;
  /** Package name patterns; with any given, other packages are `excluded`. */
  readonly allow?: readonly string[] | undefined;
  /** Package name patterns that are `excluded`; wins over `allow`. */
  readonly deny?: readonly string[] | undefined;
  /** Take only packages that the host itself depends on. Default false. */
  readonly directOnly?: boolean | undefined;
  /** Time one package may take to be inspected, in milliseconds. Default 30,000. */
  readonly inspectTimeoutMs?: number | undefined;
  /** Take the packages from the last scan when nothing on disk changed since. Default false: walk again. */
  readonly useCache?: boolean | undefined;
}

export interface ResolvedDiscoveryOptions {
  readonly cwd: string;
  readonly storagePath: string;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly directOnly: boolean;
  readonly inspectTimeoutMs: number;
  readonly useCache: boolean;
}

/** @throws StaskError `STASK_CONFIG_INVALID` when a pattern list or the time limit cannot be used */
export function resolveDiscoveryOptions(options: DiscoveryOptions): ResolvedDiscoveryOptions {
  const { cwd, storagePath, allow = [], deny = [], directOnly = false, inspectTimeoutMs = 30_000 } = options;
  assertPatterns('discovery.allow', allow);
  assertPatterns('discovery.deny', deny);
  if (!Number.isSafeInteger(inspectTimeoutMs) || inspectTimeoutMs < 1) {
    throw invalid('discovery.inspectTimeoutMs', inspectTimeoutMs, 'a whole number of milliseconds above 0');
  }
  const folder = resolve(cwd);
  return Object.freeze({
    cwd: folder,
    storagePath: resolve(folder, storagePath),
    allow,
    deny,
    directOnly,
    inspectTimeoutMs,
    useCache: options.useCache ?? false,
  });
}

function assertPatterns(option: string, value: unknown): void {
  if (Array.isArray(value) && value.every((pattern) => typeof pattern === 'string' && pattern !== '')) return;
  throw invalid(option, value, 'a list of package names or patterns such as "@acme/*"');
}

function invalid(option: string, value: unknown, expected: string): StaskError {
  return new StaskError('STASK_CONFIG_INVALID', `${option} must be ${expected}, got ${JSON.stringify(value)}.`);
}
