import type { ActionRecord } from '../discovery/report.js';
import type { JsonObject } from '../worker/task-interface.js';

/** Stands for the package of rows whose class is PHP, until an npm package has their worker. */
export const PHP_PACKAGE = 'PHP';

export type Health = 'ok' | 'broken' | 'missing';

/** What discovery knows of a worker and may overwrite on every scan. */
export interface DiscoveredColumns {
  readonly identifier: string;
  readonly scope: string;
  /** `<package>/<entry inside it>#<export>`. */
  readonly class: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  readonly actions: readonly ActionRecord[];
  readonly settingsSchema: JsonObject | null;
  /** The author's default settings; the stored ones are merged over them when read. */
  readonly defaults: JsonObject;
  readonly packageName: string;
  readonly packageVersion: string;
  readonly direct: boolean;
  readonly health: Health;
  readonly healthDetail: string;
  readonly missingSince: Date | null;
}

/** One row of `s_workers`. */
export interface WorkerRow extends DiscoveredColumns {
  readonly id: number;
  readonly uuid: string;
  /** These four belong to the admin; no scan writes them. */
  readonly active: boolean;
  readonly hidden: boolean;
  readonly position: number;
  readonly settings: JsonObject;
  /** Package version when the worker was last activated; `doctor` compares it with the installed one. */
  readonly activatedVersion: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What one scan changes, decided by `registry/reconcile.ts` and applied in one transaction. */
export interface WorkerChanges {
  /** New rows; the store gives them the next positions, `active = false` and `settings = {}`. */
  readonly insert: readonly DiscoveredColumns[];
  /** Rows by id whose discovered columns change (moved, renamed, upgraded, broken, missing, back again). */
  readonly update: ReadonlyArray<{ readonly id: number; readonly columns: DiscoveredColumns }>;
}

/** What the admin may set on a row. */
export interface AdminColumns {
  readonly active?: boolean;
  readonly hidden?: boolean;
  readonly position?: number;
  readonly activatedVersion?: string | null;
}

/** The port to `s_workers`; `src/typeorm` implements it for SQLite, MySQL/MariaDB and PostgreSQL. */
export interface WorkerStore {
  /** All rows in `position` order. */
  list(): Promise<WorkerRow[]>;
  find(identifier: string): Promise<WorkerRow | undefined>;
  /**
   * Applies one scan. `decide` is pure: it is asked with the rows as they are and, when it wants changes, again with the
   * rows as locked by one transaction, so that hosts scanning at once end with one row for each worker. Nothing is
   * written when nothing changes. A changed identifier takes the tasks of the row along.
   */
  applyScan(decide: (rows: readonly WorkerRow[]) => WorkerChanges): Promise<ScanOutcome>;
  /** Those of the identifiers that have unfinished tasks. */
  withUnfinishedTasks(identifiers: readonly string[]): Promise<Set<string>>;
  /** Deletes rows that are still marked missing and returns them whole; the others are kept and named with why. */
  remove(ids: readonly number[]): Promise<RemovalOutcome>;
  setAdmin(identifier: string, columns: AdminColumns): Promise<WorkerRow | undefined>;
  /** Gives the named workers, in this order, the first positions and the others the following ones. */
  reorder(identifiers: readonly string[]): Promise<WorkerRow[]>;
  /**
   * Changes settings atomically: reads, applies `change`, writes; concurrent changes are not lost. `change` may refuse by
   * throwing; it must not use the database, whose row is locked meanwhile.
   */
  changeSettings(
    identifier: string,
    change: (settings: JsonObject, row: WorkerRow) => JsonObject | Promise<JsonObject>,
  ): Promise<WorkerRow | undefined>;
}

export interface ScanOutcome {
  readonly inserted: WorkerRow[];
  readonly updated: WorkerRow[];
  /** All rows after the scan, in `position` order. */
  readonly rows: WorkerRow[];
}

export interface RemovalOutcome {
  readonly removed: WorkerRow[];
  readonly kept: ReadonlyArray<{ readonly row: WorkerRow; readonly because: 'unfinished-tasks' | 'back-again' }>;
}
