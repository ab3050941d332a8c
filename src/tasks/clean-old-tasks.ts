import type { TaskStore } from '../store/task-store.js';
import { atLeastZero } from './check-number.js';
import { removeTaskFiles } from './storage-files.js';

const DAY_MS = 86_400_000;
const DELETE_BATCH = 1_000;

/** Deletes tasks finished longer ago, with their files, in batches; returns how many. */
export async function cleanOldTasks(
  store: Pick<TaskStore, 'deleteFinished'>,
  storagePath: string,
  days: number,
): Promise<number> {
  const olderThanMs = Math.round(atLeastZero('days', days) * DAY_MS);
  for (let deleted = 0; ;) {
    const ids = await store.deleteFinished(olderThanMs, DELETE_BATCH);
    await removeTaskFiles(storagePath, ids);
    deleted += ids.length;
    if (ids.length < DELETE_BATCH) return deleted;
  }
}
