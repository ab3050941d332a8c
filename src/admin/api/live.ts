import type { LogPage, TaskSummary } from './tasks.js';

/** Events of `GET /events?topics=tasks,task:12,workers`; the SSE event name is the key. */
export interface LiveEvents {
  task: TaskSummary;
  log: { taskId: number; lines: LogPage['lines'] };
  worker: { identifier: string };
  /** Missed events cannot be replayed: fetch again. */
  resync: Record<string, never>;
}
