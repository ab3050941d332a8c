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

/** What the database did not say of a new row is what was asked for, or empty. */
function insertedRow(task: NewTask, record: Record<string, unknown>): TaskRow {
  const createdAt = parseTime(record['created_at']) ?? new Date(0);
  const { identifier, action, data, priority, startedBy, maxAttempts, uniqueKey, backoff, timeoutMs, startAt } = task;
  return {
    identifier,
    action,
    data,
    priority,
    startedBy,
    maxAttempts,
    uniqueKey,
    backoff,
    timeoutMs,
    startAt,
    createdAt,
    id: Number(record['id']),
    status: Number(record['status']) as TaskStatus,
    availableAt:
      record['available_at'] === record['created_at'] ? createdAt : (parseTime(record['available_at']) ?? createdAt),
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
