/** What a check of the database found. */
export interface DatabaseFinding {
  /** Stable name, such as `integrity`. */
  readonly check: string;
  readonly ok: boolean;
  /** What was found and, unless it is fine, what to do. */
  readonly detail: string;
}

/** Which workers a rescan found changed, by identifier. */
export interface RescanFinding {
  readonly changed: readonly string[];
  readonly broken: readonly string[];
  readonly missing: readonly string[];
  /** False when something could not be read, such as during an install. */
  readonly complete: boolean;
}

/**
 * Upkeep of the whole host: other workers' tasks and files too. Only workers of packages that the host grants it to get
 * it, see the option `maintenance` of `createStask`. Ages are days, 30 unless given.
 */
export interface Maintenance {
  /** Deletes tasks that ended longer ago, with their files; how many. */
  cleanOldTasks(options?: { days?: number; status?: 'completed' | 'failed' | 'cancelled' }): Promise<number>;
  /** Deletes progress, log and result files of ended tasks that were not written for so long; how many. */
  cleanOldLogs(options?: { days?: number }): Promise<number>;
  /** Deletes uploads of the admin that no unfinished task names; how many. */
  cleanOldUploads(options?: { days?: number }): Promise<number>;
  /** Brings what is known of registered workers up to date; registers and removes nothing. */
  rescanWorkers(): Promise<RescanFinding>;
  /** Looks and changes nothing. */
  checkDatabase(): Promise<readonly DatabaseFinding[]>;
}
