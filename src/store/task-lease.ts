import type { AttemptNote } from './task-attempt.js';
import type { TerminalStatus } from './task-row.js';

/** A claim of one task: what every later write of that run must still match. */
export interface Lease {
  readonly id: number;
  readonly fence: number;
}

/** A run whose end was written. */
export interface SettledLease extends Lease {
  /** Others wait for it, or it has a group or a webhook: something follows from its end. */
  readonly linked?: boolean;
}

/** How a run ends, or goes back to the queue. */
export interface Settlement extends Lease {
  readonly status: TerminalStatus | 10;
  readonly message: string;
  /** JSON text, or null to keep none. */
  readonly resultJson: string | null;
  /** JSON text, or null. */
  readonly errorJson: string | null;
  /** Percent for the row; null keeps what is there. */
  readonly progress: number | null;
  /** With status 10: wait this long first (stored as planned when above 0). */
  readonly delayMs: number;
  /** With status 10: take back the attempt that the start counted (`retryLater`, hand-back at shutdown). */
  readonly uncount: boolean;
  /** For the history of the task; a completed attempt is told by the row itself and has none. */
  readonly note?: AttemptNote;
}

/** What a running task tells of itself in its row; what is absent stays. */
export interface ProgressChange {
  readonly progress?: number;
  readonly message?: string;
}

/** What a heartbeat learns of a task that is still held. */
export interface RenewedLease extends Lease {
  readonly cancelRequested: boolean;
}
