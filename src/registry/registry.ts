import type { DiscoveryReport, Notice, ScanFigures, Skipped } from '../discovery/report.js';
import type { ScanOutcome, WorkerRow, WorkerStore } from '../store/worker-store.js';
import { BACK_AGAIN, decideClean, UNFINISHED } from './decide-clean.js';
import type { KeptWorker } from './decide-clean.js';
import { reconcile } from './reconcile.js';
import type { Reconciliation } from './reconcile.js';

export interface DiscoverReport {
  /** New rows. */
  readonly registered: WorkerRow[];
  /** Rows whose worker was found and that changed: moved, renamed, upgraded, well or back again. */
  readonly updated: WorkerRow[];
  readonly skipped: Skipped[];
  readonly notices: Notice[];
  readonly scanned: ScanFigures;
}

export interface RescanReport {
  readonly updated: WorkerRow[];
  /** All rows that are broken by this scan, whether they were before or not. */
  readonly broken: WorkerRow[];
  /** All rows that are missing by this scan; none by an incomplete one. */
  readonly missing: WorkerRow[];
  /** Rows that this scan wrote, of all three kinds. */
  readonly changed: WorkerRow[];
  readonly skipped: Skipped[];
  readonly notices: Notice[];
  readonly scanned: ScanFigures;
}

export interface CleanOptions {
  /** Says what would go and removes nothing. */
  readonly dryRun?: boolean;
  /** Removes more than half of the rows. */
  readonly force?: boolean;
}

export interface CleanReport {
  /** Whole rows, settings included. */
  readonly removed: WorkerRow[];
  readonly kept: KeptWorker[];
}

export interface SyncReport extends RescanReport {
  readonly registered: WorkerRow[];
  readonly removed: WorkerRow[];
  readonly kept: KeptWorker[];
}

/** Keeps `s_workers` in step with what is installed. */
export interface Registry {
  /** Registers new workers and relinks, upgrades and revives known ones. */
  discover(): Promise<DiscoverReport>;
  /** Updates known workers and marks broken and missing ones; registers nothing. */
  rescan(): Promise<RescanReport>;
  /** Removes what its own complete scan proves gone. @throws StaskError `STASK_SCAN_INCOMPLETE`, `STASK_CLEAN_TOO_MANY` */
  clean(options?: CleanOptions): Promise<CleanReport>;
  /** All three by one scan. Of an incomplete one nothing is removed; of too many neither, unless forced. */
  sync(options?: CleanOptions): Promise<SyncReport>;
  /** Which workers of an installed package a scan would not register, such as one whose identifier is taken. Writes nothing. */
  conflictsOf(packageName: string): Promise<Skipped[]>;
}

export interface RegistryParts {
  readonly store: WorkerStore;
  readonly discover: () => Promise<DiscoveryReport>;
  /** Which newly registered workers are activated at once. */
  readonly activateNew?: (row: WorkerRow) => boolean;
  readonly now?: () => Date;
}

/** What of a scan is written. */
interface Extent {
  readonly insert: boolean;
  readonly lost: boolean;
}

interface Scanned extends Omit<SyncReport, 'removed' | 'kept'> {
  readonly rows: WorkerRow[];
  readonly decided: Reconciliation;
}

export function createRegistry(parts: RegistryParts): Registry {
  const { store } = parts;
  return {
    async discover() {
      const { registered, updated, skipped, notices, scanned } = await scan(parts, { insert: true, lost: false });
      return { registered, updated, skipped, notices, scanned };
    },
    async rescan() {
      return rescanReport(await scan(parts, { insert: false, lost: true }));
    },
    async clean({ dryRun = false, force = false } = {}) {
      const found = await scan(parts, dryRun ? undefined : { insert: false, lost: true });
      return removeGone(store, found, dryRun, force || dryRun);
    },
    async sync({ dryRun = false, force = false } = {}) {
      const found = await scan(parts, dryRun ? undefined : { insert: true, lost: true });
      const { registered } = found;
      const cleaned = found.scanned.complete
        ? await removeGone(store, found, dryRun, force || dryRun)
        : { removed: [], kept: [] };
      return { registered, ...rescanReport(found), ...cleaned };
    },
    async conflictsOf(packageName) {
      const { decided } = await scan(parts, undefined);
      return decided.skipped.filter((skip) => skip.package === packageName);
    },
  };
}

/** Without an extent nothing is written and the rows are as they are. */
async function scan(parts: RegistryParts, extent: Extent | undefined): Promise<Scanned> {
  const { store, discover, now = () => new Date(), activateNew = () => false } = parts;
  const report = await discover();
  const startedAt = performance.now();
  const at = now();
  let decided: Reconciliation | undefined;
  const decide = (rows: readonly WorkerRow[]): Reconciliation =>
    (decided = reconcile({ ...report, complete: report.scanned.complete }, rows, at));
  const outcome: ScanOutcome =
    extent === undefined
      ? await store.list().then((rows) => (decide(rows), { inserted: [], updated: [], rows }))
      : await store.applyScan((rows) => changesWithin(decide(rows), extent));
  const result = decided ?? decide(outcome.rows);
  const registered = await activate(store, outcome.inserted, activateNew);
  return { ...reportOf(report, outcome, result, performance.now() - startedAt), registered, rows: outcome.rows };
}

function changesWithin({ insert, found, lost }: Reconciliation, extent: Extent) {
  return { insert: extent.insert ? insert : [], update: extent.lost ? [...found, ...lost] : found };
}

function reportOf(
  report: DiscoveryReport,
  { updated, rows }: ScanOutcome,
  decided: Reconciliation,
  tookMs: number,
): Omit<Scanned, 'registered' | 'rows'> {
  const isFound = new Set(decided.found.map(({ id }) => id));
  return {
    updated: updated.filter(({ id }) => isFound.has(id)),
    broken: rows.filter(({ id }) => decided.broken.has(id)),
    missing: rows.filter(({ id }) => decided.missing.has(id)),
    changed: updated,
    skipped: [...report.skipped, ...decided.skipped],
    notices: [...report.notices],
    scanned: { ...report.scanned, totalMs: report.scanned.totalMs + tookMs },
    decided,
  };
}

function rescanReport({ updated, broken, missing, changed, skipped, notices, scanned }: Scanned): RescanReport {
  return { updated, broken, missing, changed, skipped, notices, scanned };
}

async function removeGone(store: WorkerStore, found: Scanned, dryRun: boolean, force: boolean): Promise<CleanReport> {
  const { rows, decided, scanned } = found;
  const missing = rows.filter(({ id }) => decided.missing.has(id)).map(({ identifier }) => identifier);
  const unfinished = await store.withUnfinishedTasks(missing);
  const { remove, kept } = decideClean(scanned, rows, decided.missing, unfinished, force);
  if (dryRun || remove.length === 0) return { removed: [...remove], kept: [...kept] };
  const outcome = await store.remove(remove.map(({ id }) => id));
  const late = outcome.kept.map(({ row, because }) => ({
    identifier: row.identifier,
    reason: because === 'unfinished-tasks' ? UNFINISHED : BACK_AGAIN,
  }));
  return { removed: outcome.removed, kept: [...kept, ...late] };
}

async function activate(
  store: WorkerStore,
  rows: readonly WorkerRow[],
  wanted: (row: WorkerRow) => boolean,
): Promise<WorkerRow[]> {
  const result: WorkerRow[] = [];
  for (const row of rows) {
    const columns = { active: true, activatedVersion: row.packageVersion };
    result.push(wanted(row) ? ((await store.setAdmin(row.identifier, columns)) ?? row) : row);
  }
  return result;
}
