import { isDeepStrictEqual } from 'node:util';

import type { DiscoveryReport, Skipped, WorkerCandidate } from '../discovery/report.js';
import type { DiscoveredColumns, WorkerChanges, WorkerRow } from '../store/worker-store.js';
import { PHP_PACKAGE } from '../store/worker-store.js';
import { columnsOf, misfitOf } from './candidate-columns.js';
import { chooseCandidates } from './choose-candidates.js';
import { troublesOf } from './troubles.js';

export type Scan = Pick<DiscoveryReport, 'candidates' | 'broken' | 'brokenClasses' | 'skipped'> & {
  readonly complete: boolean;
};

/** What a scan means for the rows. Nothing but discovered columns is ever in it. */
export interface Reconciliation {
  readonly insert: WorkerChanges['insert'];
  /** Rows whose worker was found and whose columns change: moved, renamed, upgraded, well or back again. */
  readonly found: WorkerChanges['update'];
  /** Rows whose worker was not taken and whose health changes. */
  readonly lost: WorkerChanges['update'];
  /** Ids of all rows that are broken or missing by this scan, changed or not. */
  readonly broken: ReadonlySet<number>;
  readonly missing: ReadonlySet<number>;
  readonly skipped: readonly Skipped[];
}

/** Compares what is on disk with the rows; `docs/registry.md` gives the rules. */
export function reconcile(scan: Scan, rows: readonly WorkerRow[], now: Date): Reconciliation {
  const misfits = scan.candidates.flatMap((candidate) => misfitSkip(candidate));
  const candidates = scan.candidates.filter((candidate) => misfitOf(candidate) === undefined);
  const troubleOf = troublesOf(scan, misfits, rows);
  const installed = new Set(candidates.map((candidate) => candidate.package.name));
  const renamed = renamedRows(candidates, rows);
  const byIdentifier = new Map(rows.filter((row) => !renamed.has(row)).map((row) => [row.identifier, row]));
  const choice = chooseCandidates(candidates, {
    row: (identifier) => byIdentifier.get(identifier),
    holds: (row) =>
      isHostsOwn(row) || troubleOf(row) !== undefined || (!scan.complete && !installed.has(row.packageName)),
  });

  const rowOf = (candidate: WorkerCandidate): WorkerRow | undefined => {
    const row = byIdentifier.get(candidate.identifier) ?? [...renamed].find((old) => old.class === candidate.class);
    if (row !== undefined) renamed.delete(row); // two versions of one class share its name; the first one has the row
    return row;
  };
  const matches = choice.taken.map((candidate) => ({ columns: columnsOf(candidate), row: rowOf(candidate) }));
  const matched = new Set(matches.map(({ row }) => row));
  const lost = rows
    .filter((row) => !matched.has(row) && !isHostsOwn(row))
    .map((row) => ({ row, columns: lostColumns(row, troubleOf(row), installed, scan.complete, now) }));

  return {
    insert: matches.filter(({ row }) => row === undefined).map(({ columns }) => columns),
    found: changed(matches),
    lost: changed(lost),
    broken: idsWith(lost, 'broken'),
    missing: idsWith(lost, 'missing'),
    skipped: [...misfits, ...choice.skipped],
  };
}

/** Rows that the host registered by hand: no scan looks for them. */
function isHostsOwn(row: WorkerRow): boolean {
  return row.packageName === '';
}

/**
 * Rows whose class is there under another identifier that has no row, while no class of that package has the row's
 * own: the worker was renamed. Where one has it, that one is the row's worker, wherever it is.
 */
function renamedRows(candidates: readonly WorkerCandidate[], rows: readonly WorkerRow[]): Set<WorkerRow> {
  const identifiers = new Set(rows.map(({ identifier }) => identifier));
  const isRenamed = (row: WorkerRow): boolean =>
    !isHostsOwn(row) &&
    candidates.some((candidate) => candidate.class === row.class && !identifiers.has(candidate.identifier)) &&
    !candidates.some(
      (candidate) => candidate.identifier === row.identifier && candidate.package.name === row.packageName,
    );
  return new Set(rows.filter(isRenamed));
}

function lostColumns(
  row: WorkerRow,
  trouble: string | undefined,
  installed: ReadonlySet<string>,
  complete: boolean,
  now: Date,
): DiscoveredColumns {
  if (trouble !== undefined) return { ...row, health: 'broken', healthDetail: trouble, missingSince: null };
  if (!complete || row.packageName === PHP_PACKAGE) return row; // such a row says already what it waits for
  const healthDetail = installed.has(row.packageName)
    ? `Package ${row.packageName} is installed but has no worker "${row.identifier}" any more.`
    : `Package ${row.packageName} is not installed.`;
  return { ...row, health: 'missing', healthDetail, missingSince: row.missingSince ?? now };
}

function changed(
  pairs: ReadonlyArray<{ row: WorkerRow | undefined; columns: DiscoveredColumns }>,
): WorkerChanges['update'] {
  return pairs.flatMap(({ row, columns }) =>
    row === undefined || isSame(row, columns) ? [] : [{ id: row.id, columns }],
  );
}

function isSame(row: WorkerRow, columns: DiscoveredColumns): boolean {
  return Object.entries(columns).every(([name, value]) => isDeepStrictEqual(row[name as keyof WorkerRow], value));
}

function idsWith(lost: ReadonlyArray<{ row: WorkerRow; columns: DiscoveredColumns }>, health: string): Set<number> {
  return new Set(lost.filter(({ columns }) => columns.health === health).map(({ row }) => row.id));
}

function misfitSkip(candidate: WorkerCandidate): Skipped[] {
  const misfit = misfitOf(candidate);
  if (misfit === undefined) return [];
  const { name, root } = candidate.package;
  return [{ package: name, path: root, reason: 'contract-invalid', detail: `${misfit}. Shorten it.` }];
}
