import type { JsonObject } from '../../worker/task-interface.js';

export type StatusWord = 'pending' | 'preparing' | 'running' | 'completed' | 'failed' | 'cancelled';

/** One row of `GET /tasks`. */
export interface TaskSummary {
  id: number;
  identifier: string;
  action: string;
  title: string;
  /** Of the action; its name in words when it has none. */
  actionTitle: string;
  scope: string;
  status: number;
  statusText: StatusWord;
  priority: 'low' | 'normal' | 'high';
  progress: number;
  processed: number | null;
  total: number | null;
  eta: string | null;
  /** At most 200 characters; the task itself has all of it. */
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
 * `GET /tasks?status&worker&action&scope&priority&user&group&since&until&q&cursor&limit`, newest first. Text search and rare
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
  /** Set when the result is a file that `GET /tasks/{id}/download` serves; `preview`: it can be shown as a table. */
  resultFile?: { name: string; bytes: number; preview: boolean } | null;
  /** Every counted attempt, oldest first; of a task that is tried very often the last ones. */
  attemptHistory: TaskAttempt[];
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
 * `GET /tasks/{id}/log?after&before&level&q&limit`, oldest first. `n` rises and is the position behind the line, not a
 * count. Without `after` the last `limit` lines come, or the last ones before the position `before`. `q` is part of the
 * message or of the context as JSON, whatever its case. Filters look at a bounded part of the log for one answer: go on
 * with `after: next`, or with `before: first` until `first` is 0.
 */
export interface LogPage {
  lines: Array<{
    n: number;
    timestamp: string;
    level: 'info' | 'warning' | 'error';
    message: string;
    context?: JsonObject;
  }>;
  /** Position behind what was looked at. */
  next: number;
  /** Position of the first line that was looked at. */
  first: number;
  /** With `after`: whether the log ended there. */
  end: boolean;
}

/** `GET /tasks/{id}/result/preview?rows`: the first rows of a result that is a table, from its file or its row. */
export interface ResultPreview {
  /** Absent when the result is in the task itself. */
  file?: { name: string; bytes: number };
  format: 'csv' | 'json' | 'jsonl';
  columns: string[];
  /** As long as `columns` each; texts of at most 500 characters. */
  rows: string[][];
  /** There are more rows or columns than these. */
  more: boolean;
}

export interface TaskAttempt {
  /** 1 for the first. */
  n: number;
  startedAt: string | null;
  /** Null while it runs. */
  endedAt: string | null;
  /** `lost`: its runner died or went silent. */
  outcome: 'running' | 'completed' | 'failed' | 'cancelled' | 'lost';
  message: string | null;
  /** Name of the error. */
  error: string | null;
  runner: string | null;
}
