import type { DiscoveryReport, Skipped, SkipReason } from '../discovery/report.js';
import type { WorkerRow } from '../store/worker-store.js';
import { fitting } from './candidate-columns.js';

interface Trouble {
  readonly reason: SkipReason;
  readonly detail: string;
}

/** Reasons that leave out a whole package, or a file of it, while it is installed: what is in it cannot be known. */
const OF_PACKAGES: ReadonlySet<SkipReason> = new Set([
  'manifest-json',
  'manifest-schema',
  'manifest-too-big',
  'unreadable',
  'excluded',
  'peer-mismatch',
  'entry-outside-package',
  'entry-missing',
  'entry-type',
  'import-failed',
  'dependency-missing',
  'import-timeout',
  'import-exited',
]);

/**
 * Why the worker of a row may be there although it was not taken; `undefined` when nothing speaks for it. A class that
 * cannot be taken and is no row's class may be any lost worker of its package in another file; a base class is none.
 */
export function troublesOf(
  scan: Pick<DiscoveryReport, 'broken' | 'brokenClasses' | 'skipped'>,
  misfits: readonly Skipped[],
  rows: readonly WorkerRow[],
): (row: WorkerRow) => string | undefined {
  const known = new Set(rows.map((row) => row.class));
  const byClass = new Map<string, Trouble>(scan.brokenClasses.map((broken) => [broken.class, broken]));
  const byPackage = new Map<string, Trouble>();
  const note = (name: string, trouble: Trouble): void => {
    if (!byPackage.has(name)) byPackage.set(name, trouble);
  };
  for (const broken of scan.broken) note(broken.package.name, broken);
  for (const skip of scan.skipped) if (OF_PACKAGES.has(skip.reason)) note(skip.package, skip);
  for (const misfit of misfits) note(misfit.package, misfit);
  for (const broken of scan.brokenClasses) {
    if (broken.reason !== 'abstract' && !known.has(broken.class)) note(broken.package.name, broken);
  }
  return (row) => {
    const trouble = byClass.get(row.class) ?? byPackage.get(row.packageName);
    return trouble && fitting(`${trouble.reason}: ${trouble.detail}`, 2_000);
  };
}
