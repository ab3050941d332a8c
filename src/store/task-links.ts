import type { InsertedTask, NewTask } from './new-task.js';
import type { TaskCounts } from './task-figures.js';
import type { TaskRow } from './task-row.js';

/** Bits of `s_tasks.links`: what has to be looked after when the task ends. */
export const LINK = { dependents: 1, group: 2, webhook: 4, dependencies: 8 } as const;

/** What the end of some tasks led to. */
export interface AfterEnd {
  /** Waiting tasks that are ready, or planned, from here on. */
  readonly released: number;
  /** Waiting tasks cancelled because one they wait for failed or was cancelled. */
  readonly cancelled: TaskRow[];
  /** Groups whose members have all ended and that nobody has finished yet. */
  readonly endedGroups: number[];
  /** Webhooks are to be delivered. */
  readonly webhooksDue: boolean;
}

/** A webhook that this process is to deliver. */
export interface DueWebhook {
  readonly taskId: number;
  readonly url: string;
  readonly secret: string | null;
  /** 1 for the first delivery. */
  readonly attempt: number;
}

export type WebhookOutcome = 'done' | { readonly retryInMs: number };

export interface GroupRow {
  readonly id: number;
  readonly title: string;
  readonly createdAt: Date;
  /** When the last member had ended. */
  readonly finishedAt: Date | null;
  /** Milliseconds since it was created, until it was finished. */
  readonly ageMs: number;
  readonly counts: TaskCounts;
  /** Sum of the members' percents; an ended member counts as 100. */
  readonly percents: number;
}

/** What joins tasks: others that wait for them, groups. Every call may be repeated, by any number of processes at once. */
export interface TaskLinks {
  /** What follows from the end of these tasks; those that nothing follows from are ignored. */
  afterEnd(ids: readonly number[]): Promise<AfterEnd>;
  /** The same for what processes left undone that died between the end of a task and what follows. */
  afterLostEnds(): Promise<AfterEnd>;
  /** Tasks cancelled because this one failed wait for it again; how many. */
  reviveDependents(id: number): Promise<number>;
  /** The first of the tasks this one waits for that failed or was cancelled. */
  brokenDependency(id: number): Promise<TaskRow | undefined>;

  /** Inserts a group and its members, all or nothing. `onComplete` is inserted when all have ended. */
  insertGroup(
    title: string,
    onComplete: NewTask | null,
    members: readonly NewTask[],
  ): Promise<{ id: number; tasks: InsertedTask[] }>;
  findGroup(id: number): Promise<GroupRow | undefined>;
  /** The group's stored completion task, as it was given. */
  completionOf(id: number): Promise<NewTask | null>;
  /** Marks the group as finished and inserts its completion task, once for all processes; undefined for every later call. */
  finishGroup(id: number, completion: NewTask | null): Promise<{ readonly task: TaskRow | null } | undefined>;

  /** Takes due webhooks for `leaseMs`; after that others may deliver what is not settled. */
  claimWebhooks(limit: number, leaseMs: number): Promise<DueWebhook[]>;
  settleWebhook(webhook: DueWebhook, outcome: WebhookOutcome): Promise<void>;
  /** The task's next end is told, whatever became of the last one. */
  rearmWebhook(taskId: number): Promise<void>;
}
