/** What the task's history keeps of an attempt that did not complete. */
export interface AttemptNote {
  /** 1 for the first. */
  readonly n: number;
  /** `lost`: its runner died or went silent. */
  readonly outcome: 'failed' | 'cancelled' | 'lost';
  /** At most 500 characters. */
  readonly message: string;
  /** Name of the error. */
  readonly error: string | null;
  readonly runner: string | null;
}

/** A note with the times of its attempt. */
export interface NotedAttempt extends AttemptNote {
  readonly startedAt: Date | null;
  readonly endedAt: Date;
}
