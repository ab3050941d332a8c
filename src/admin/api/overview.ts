import type { StatusWord, TaskSummary } from './tasks.js';

/** `GET /overview?scope` */
export interface Overview {
  /** 24 h for finished states, the present for the others. */
  counters: Record<StatusWord, number>;
  /** Most a counter counts to; a counter that has reached it means "or more". */
  countedTo: number;
  attention: Array<{
    code: 'failed' | 'stalled' | 'stuck' | 'broken' | 'missing' | 'schedule-overdue' | 'no-runner';
    params: Record<string, string | number>;
    /** Path inside the page, such as `tasks/12`. */
    link?: string;
  }>;
  running: TaskSummary[];
  next: Array<{
    taskId: number;
    identifier: string;
    action: string;
    /** As in `TaskSummary`. */
    title: string;
    actionTitle: string;
    startAt: string;
  }>;
  recent: TaskSummary[];
  /** One bucket an hour, oldest first, 24 of them. */
  throughput: Array<{ from: string; completed: number; failed: number }>;
}
