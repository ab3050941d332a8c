import { rm } from 'node:fs/promises';
import { followTaskLog } from './follow-task-log.js';
import { readProgress, readProgressHistory } from './read-progress.js';
import { clearTaskLog, downloadTaskLog, readLastTaskLog, readTaskErrors, readTaskLog } from './read-task-log.js';
import { taskFilePath } from './task-file.js';
import type { TaskFiles } from './task.js';

/** What tasks read from the storage folder. */
export function storageFiles(storagePath: string): TaskFiles {
  return {
    logs: (id) => readTaskLog(storagePath, id),
    lastLogs: (id, count) => readLastTaskLog(storagePath, id, count),
    errorLogs: (id) => readTaskErrors(storagePath, id),
    downloadLogs: (id) => downloadTaskLog(storagePath, id),
    followLogs: (id, options) => followTaskLog(storagePath, id, options),
    clearLogs: (id) => clearTaskLog(storagePath, id),
    progress: (id) => readProgress(storagePath, id),
    progressHistory: (id) => readProgressHistory(storagePath, id),
  };
}

/** Deletes what a deleted task left in the storage folder. */
export async function removeTaskFiles(storagePath: string, ids: readonly number[]): Promise<void> {
  for (const id of ids)
    for (const extension of ['log', 'jsonl', 'json'] as const)
      await rm(taskFilePath(storagePath, id, extension), { force: true }).catch(() => undefined); // `cleanOldLogs` gets it later
}
