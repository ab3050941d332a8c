import type { JsonObject } from '../../worker/task-interface.js';

export type StatusWord = 'pending' | 'preparing' | 'running' | 'completed' | 'failed' | 'cancelled';

/** One row of `GET /tasks`. */
export interface TaskSummary {
  id: number;
  identifier: string;
  action: string;
  title: string;
  scope: string;
  status: number;
  statusText: StatusWord;
  priority: 'low' | 'normal' | 'high';
  progress: number;
  processed: number | null;
  total: number | null;
  eta: string | null;
  message: string | null;
  attempts: number;
  maxAttempts: number;
  userId: string | number | null;
  createdAt: string;
  startAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  durationMs: number | null;
  cancelRequestedAt: string | null;
  canRetry: boolean;
}

/**
 * `GET /tasks?status&worker&action&scope&priority&user&since&until&q&cursor&limit`, newest first. Text search and rare
 * filters look at a bounded number of tasks for one answer, so a page may hold few or no items and still have a
 * `nextCursor`; `searchedTo` says how far it looked. `DELETE /tasks/{t}` answers 204, 409 while it runs.
 */
export interface TaskPage {
  items: TaskSummary[];
  /** Opaque; absent on the last page. */
  nextCursor?: string;
  /** When the search stopped before the page was full: the moment from which on all tasks were looked at. */
  searchedTo?: string;
}

/** `GET /tasks/{id}`; `data`, `result` and `error` need `tasks.payload`, secrets are masked. */
export interface TaskDetail extends TaskSummary {
  data?: JsonObject;
  result?: unknown;
  error?: { name: string; message: string; stack?: string } | null;
  /** Set when the result is a file that `GET /tasks/{id}/download` serves. */
  resultFile?: { name: string; bytes: number } | null;
  runner: string | null;
  leaseUntil: string | null;
  uniqueKey: string | null;
  /** Created, each attempt, cancel request, end; oldest first. */
  timeline: Array<{
    at: string;
    event: 'created' | 'planned' | 'started' | 'retry' | 'cancel-requested' | 'completed' | 'failed' | 'cancelled';
    detail?: string;
  }>;
}

/**
 * `GET /tasks/{id}/log?after&level&limit`; `after` is the number of the last line seen. `n` rises and is the position
 * behind the line, not a count; without `after` the last `limit` lines come.
 */
export interface LogPage {
  lines: Array<{
    n: number;
    timestamp: string;
    level: 'info' | 'warning' | 'error';
    message: string;
    context?: JsonObject;
  }>;
  next: number;
}
