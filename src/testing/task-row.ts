import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import { priorityNumber } from '../tasks/priority.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { RunOptions } from './run-action.js';

/** The row of a task that a runner has just started. */
export function taskRow(identifier: string, action: string, data: JsonObject, options: RunOptions, now: Date): TaskRow {
  const { attempt = 1, maxAttempts = attempt, priority = 'normal', userId = null, timeoutMs = null } = options;
  return {
    id: 1,
    identifier,
    action,
    status: TASK_STATUS.running,
    message: '',
    startedBy: userId,
    data,
    result: null,
    error: null,
    priority: priorityNumber(priority),
    progress: 0,
    attempts: attempt,
    maxAttempts,
    startAt: null,
    availableAt: now,
    startedAt: now,
    finishedAt: null,
    createdAt: now,
    updatedAt: now,
    claimedBy: 'stask/testing',
    leaseUntil: null,
    fence: 1,
    cancelRequestedAt: null,
    uniqueKey: null,
    backoff: null,
    groupId: null,
    links: 0,
    traceparent: null,
    timeoutMs,
  };
}
