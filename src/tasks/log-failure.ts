import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { Settlement } from '../store/task-lease.js';
import type { JsonObject } from '../worker/task-interface.js';
import { niceEta } from '../worker/nice-eta.js';
import type { TaskLogWriter } from './task-log.js';

type Counted = Pick<TaskRow, 'attempts' | 'maxAttempts'>;
type End = Pick<Settlement, 'status' | 'message' | 'delayMs'>;

/**
 * Adds to the task's log why an attempt failed: a warning when there will be another, an error when the task has failed.
 * Written soon, like any line; a log that cannot be written is no trouble of the task.
 */
export function logFailure(log: TaskLogWriter, counted: Counted, end: End, error: JsonObject): void {
  const { attempts, maxAttempts } = counted;
  const level = end.status === TASK_STATUS.failed ? 'error' : 'warning';
  log.append(level, failureText(counted, end), { attempt: attempts, maxAttempts, error });
}

function failureText({ attempts, maxAttempts }: Counted, { status, message, delayMs }: End): string {
  const which = `${attempts} of ${maxAttempts}`;
  if (status === TASK_STATUS.failed) return `Failed at attempt ${which}: ${message}`;
  return `Attempt ${which} failed, the next follows ${delayMs < 500 ? 'at once' : `in ${niceEta(delayMs / 1_000)}`}: ${message}`;
}
