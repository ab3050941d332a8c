import type { TaskStatus, TerminalStatus } from './task-row.js';

export interface TaskFilter {
  readonly statuses?: readonly TaskStatus[];
  readonly identifier?: string;
  readonly action?: string;
  readonly priority?: number;
  /** Created at or after. */
  readonly since?: Date;
  /** Only ids below: the cursor for the next page of a newest-first list. */
  readonly beforeId?: number;
  /** Only ids above: the cursor for the next page of an oldest-first list. */
  readonly afterId?: number;
}

export const TASK_ORDERS = ['id', 'createdAt', 'finishedAt', 'startAt', 'priority', 'updatedAt', 'status'] as const;
export type TaskOrder = (typeof TASK_ORDERS)[number];

export interface TaskListing {
  readonly limit: number;
  readonly offset?: number;
  /** Default: newest id first. Ties are broken by id in the same direction. */
  readonly orderBy?: TaskOrder;
  readonly direction?: 'asc' | 'desc';
}

/** Tasks to delete: those that ended in one of these states longer ago, at most `limit` of them. */
export interface FinishedTasks {
  readonly olderThanMs: number;
  readonly statuses: readonly TerminalStatus[];
  readonly limit: number;
}
