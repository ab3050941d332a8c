import { StaskError } from '../errors.js';
import type { ScanFigures } from '../discovery/report.js';
import type { WorkerRow } from '../store/worker-store.js';

export interface KeptWorker {
  readonly identifier: string;
  /** Why, for people. */
  readonly reason: string;
}

export interface CleanDecision {
  readonly remove: readonly WorkerRow[];
  readonly kept: readonly KeptWorker[];
}

/** More than this many rows, and more than half of all, are only removed by force. */
const FEW = 3;

/**
 * Which of the missing rows go. Nothing goes that a complete scan did not prove gone, nor with unfinished tasks.
 *
 * @throws StaskError `STASK_SCAN_INCOMPLETE`, or `STASK_CLEAN_TOO_MANY` without `force`
 */
export function decideClean(
  scanned: Pick<ScanFigures, 'complete' | 'incompleteBecause'>,
  rows: readonly WorkerRow[],
  missing: ReadonlySet<number>,
  unfinished: ReadonlySet<string>,
  force: boolean,
): CleanDecision {
  if (!scanned.complete) {
    const because = scanned.incompleteBecause.join('; ') || 'something could not be read';
    throw new StaskError(
      'STASK_SCAN_INCOMPLETE',
      `Nothing was removed: the scan is incomplete (${because}). Finish the installation, make all of it readable, then clean again.`,
    );
  }
  const gone = rows.filter(({ id }) => missing.has(id));
  const remove = gone.filter(({ identifier }) => !unfinished.has(identifier));
  if (!force && remove.length > FEW && remove.length > rows.length / 2) {
    throw new StaskError(
      'STASK_CLEAN_TOO_MANY',
      `Nothing was removed: ${remove.length} of ${rows.length} workers would go. If their packages are really uninstalled, ` +
        'clean again with force (`stask clean --force`).',
    );
  }
  const busy = gone.filter(({ identifier }) => unfinished.has(identifier));
  return { remove, kept: busy.map(({ identifier }) => ({ identifier, reason: UNFINISHED })) };
}

export const UNFINISHED = 'It has unfinished tasks: cancel them or let them end, then clean again.';
export const BACK_AGAIN = 'It was found again meanwhile.';
