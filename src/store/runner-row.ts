/** One row of `s_runners`: a process that executes tasks. */
export interface RunnerRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly concurrency: number;
  readonly running: number;
  readonly startedAt: Date;
  readonly seenAt: Date;
  /** Milliseconds since it was last seen, by the database's clock. */
  readonly silentMs: number;
  /** Version of Node it runs on. */
  readonly nodeVersion: string;
}

export interface RunnerReport {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly concurrency: number;
  readonly running: number;
}
