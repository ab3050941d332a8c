import type { InsertedTask, NewTask } from '../store/new-task.js';
import type { TaskRow, TaskStatus } from '../store/task-row.js';
import { parseTime } from './dialect.js';

/** Gives each line its inserted row: those with a lock by it, the others in order. */
export function pair(
  tasks: readonly NewTask[],
  lines: ReadonlyArray<{ readonly n: number; readonly unique_lock: string | null }>,
  created: ReadonlyArray<Record<string, unknown>>,
  results: Map<number, InsertedTask>,
): void {
  const locked = new Map(created.flatMap((row) => (row['unique_lock'] ? [[row['unique_lock'], row] as const] : [])));
  const plain = created.filter((row) => !row['unique_lock']).toSorted((a, b) => Number(a['id']) - Number(b['id']));
  let next = 0;
  for (const { n, unique_lock } of lines) {
    const row = unique_lock === null ? plain[next++] : locked.get(unique_lock);
    if (row === undefined) continue;
    if (unique_lock !== null) locked.delete(unique_lock); // of two equal keys in one batch the second finds the first
    results.set(n, { row: insertedRow(tasks[n]!, row), created: true });
  }
}

/** What a database says of a row that it has just got. */
interface Said {
  readonly id: number;
  readonly status: TaskStatus;
  readonly createdAt: Date;
  readonly availableAt: Date;
}

function insertedRow(task: NewTask, record: Record<string, unknown>): TaskRow {
  const createdAt = parseTime(record['created_at']) ?? new Date(0);
  const sameTime = record['available_at'] === record['created_at'];
  return newRow(task, {
    id: Number(record['id']),
    status: Number(record['status']) as TaskStatus,
    createdAt,
    availableAt: sameTime ? createdAt : (parseTime(record['available_at']) ?? createdAt),
  });
}

/** What the database does not say of a new row is what was asked for, or empty. */
export function newRow(task: NewTask, { id, status, createdAt, availableAt }: Said): TaskRow {
  return {
    id,
    identifier: task.identifier,
    action: task.action,
    data: task.data,
    priority: task.priority,
    startedBy: task.startedBy,
    maxAttempts: task.maxAttempts,
    uniqueKey: task.uniqueKey,
    backoff: task.backoff,
    timeoutMs: task.timeoutMs,
    startAt: task.startAt,
    createdAt,
    status,
    availableAt,
    updatedAt: createdAt,
    message: '',
    result: null,
    error: null,
    progress: 0,
    attempts: 0,
    startedAt: null,
    finishedAt: null,
    claimedBy: null,
    leaseUntil: null,
    fence: 0,
    cancelRequestedAt: null,
    groupId: task.groupId ?? null,
    links: 0,
    traceparent: task.traceparent ?? null,
  };
}
