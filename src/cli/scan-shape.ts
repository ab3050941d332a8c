export interface ScannedShape {
  readonly packages: number;
  readonly manifests: number;
  readonly complete: boolean;
  /** Finding and reading manifests, in milliseconds. */
  readonly durationMs: number;
  /** Inspection and database too, in milliseconds. */
  readonly totalMs: number;
}

export const toScannedShape = ({ packages, manifests, complete, durationMs, totalMs }: ScanFigures): ScannedShape => ({
  packages,
  manifests,
  complete,
  durationMs: toTenths(durationMs),
  totalMs: toTenths(totalMs),
});

/** What a clock gives beyond a tenth of a millisecond is noise to a reader. */
const toTenths = (ms: number): number => Math.round(ms * 10) / 10;

/** Exactly the four fields of the contract. */
export const toSkippedShape = ({ package: name, path, reason, detail }: Skipped): Skipped => ({
  package: name,
  path,
  reason,
  detail,
});
import type { ScanFigures, Skipped } from '../index.js';
