import { shownValue } from '../check-fields.js';
import { StaskError } from '../errors.js';
import { TASK_STATUS, type TerminalStatus } from '../store/task-row.js';
import type { TaskStore } from '../store/task-store.js';
import { atLeastZero } from './check-number.js';
import { removeTaskFiles } from './storage-files.js';

const DAY_MS = 86_400_000;
const DELETE_BATCH = 1_000;
const ENDS = {
  completed: TASK_STATUS.finished,
  failed: TASK_STATUS.failed,
  cancelled: TASK_STATUS.cancelled,
} as const;

export interface CleanTasksOptions {
  /** Age from its end, in days; a fraction is allowed. Default 30. */
  readonly days?: number;
  /** Only tasks that ended so. Default: all. */
  readonly status?: keyof typeof ENDS;
}

/**
 * Deletes tasks that ended longer ago, with their files, in batches; returns how many.
 *
 * @throws STASK_USAGE for an age or a status that is none
 */
export async function cleanOldTasks(
  store: Pick<TaskStore, 'deleteFinished'>,
  storagePath: string,
  { days = 30, status }: CleanTasksOptions,
): Promise<number> {
  const olderThanMs = Math.round(atLeastZero('days', days) * DAY_MS);
  const statuses = status === undefined ? Object.values(ENDS) : [endOf(status)];
  for (let deleted = 0; ;) {
    const ids = await store.deleteFinished({ olderThanMs, statuses, limit: DELETE_BATCH });
    await removeTaskFiles(storagePath, ids);
    deleted += ids.length;
    if (ids.length < DELETE_BATCH) return deleted;
  }
}

function endOf(status: keyof typeof ENDS): TerminalStatus {
  if (Object.hasOwn(ENDS, status)) return ENDS[status];
  const known = Object.keys(ENDS).join(', ');
  throw new StaskError(
    'STASK_USAGE',
    `status must be one of ${known}, got ${shownValue(status)}. Other tasks have not ended and are never cleaned.`,
  );
}
