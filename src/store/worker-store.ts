import type { ActionRecord } from '../discovery/report.js';
import type { JsonObject } from '../worker/task-interface.js';

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
   * Applies one scan: one transaction, one statement per batch. `decide` gets the rows as locked by that transaction, so
   * that two hosts scanning at once end with one row for each worker.
   */
  applyScan(decide: (rows: readonly WorkerRow[]) => WorkerChanges): Promise<ScanOutcome>;
  /** Deletes rows and returns them whole; rows with unfinished tasks are kept and named. */
  remove(ids: readonly number[]): Promise<{ removed: WorkerRow[]; kept: WorkerRow[] }>;
  setAdmin(identifier: string, columns: AdminColumns): Promise<WorkerRow | undefined>;
  /** Changes settings atomically: reads, applies the pure `change`, writes; concurrent changes are not lost. */
  changeSettings(identifier: string, change: (settings: JsonObject) => JsonObject): Promise<WorkerRow | undefined>;
}

export interface ScanOutcome {
  readonly inserted: WorkerRow[];
  readonly updated: WorkerRow[];
}
