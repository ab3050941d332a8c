import type { FoundPackage } from './found-package.js';
import type { BrokenPackage, Notice, Skipped } from './report.js';

/** Everything that finding packages came to; inspection of `found` comes next. Plain data: the cache keeps it. */
export interface Scan {
  readonly hostRoot: string;
  readonly found: readonly FoundPackage[];
  readonly broken: readonly BrokenPackage[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly Notice[];
  readonly packages: number;
  readonly manifests: number;
  readonly incompleteBecause: readonly string[];
  /** Finding packages and reading their manifests, in milliseconds. */
  readonly durationMs: number;
}
