import type { LogPage, TaskSummary } from './tasks.js';

/** Events of `GET /events?topics=tasks,task:12,workers`; the SSE event name is the key. */
export interface LiveEvents {
  task: TaskSummary;
  log: { taskId: number; lines: LogPage['lines'] };
  worker: { identifier: string };
  /** Sent at the start, every few seconds, and at once when it changes. */
  health: { database: 'ok' | 'away' };
  /** Missed events cannot be replayed: fetch again. */
  resync: Record<string, never>;
}
