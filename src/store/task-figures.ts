import type { ActionPair } from './task-claim.js';

export type TaskCounts = Record<'pending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'total', number>;

/** Figures of one worker and action over a period, from rows finished in it. */
export interface ActionFigures extends ActionPair {
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Attempts beyond the first of all of them. */
  readonly retries: number;
  /** Milliseconds of the last attempt; null without any. */
  readonly averageMs: number | null;
  readonly maxMs: number | null;
  /** Milliseconds between being available and being started. */
  readonly averageWaitMs: number | null;
}

export interface QueueFigures {
  readonly pending: number;
  readonly planned: number;
  readonly running: number;
  /** Age of the oldest task that is ready and not claimed, in milliseconds. */
  readonly oldestPendingMs: number | null;
  /** Running tasks whose lease has expired. */
  readonly expired: number;
  /** Running tasks asked to stop for more than 30 s. */
  readonly stuck: number;
}
