import { parseProgressLine, type ProgressSnapshot } from './progress-line.js';
import { linesFromEnd, linesFromStart } from './read-lines.js';
import { taskFilePath } from './task-file.js';

/**
 * The latest record of a task's progress file, read from its end only; undefined when there is none. Damaged lines are
 * passed over; a last line without its newline counts only when there is no whole one.
 */
export async function readProgress(storagePath: string, taskId: number): Promise<ProgressSnapshot | undefined> {
  let unfinished: ProgressSnapshot | undefined;
  for await (const { text, complete } of linesFromEnd(taskFilePath(storagePath, taskId, 'log'))) {
    const record = parseProgressLine(text);
    if (record !== undefined && complete) return record;
    unfinished ??= record;
  }
  return unfinished;
}

/** All records of a task's progress file, oldest first; damaged lines are left out. */
export async function readProgressHistory(storagePath: string, taskId: number): Promise<ProgressSnapshot[]> {
  const records: ProgressSnapshot[] = [];
  for await (const { text, complete } of linesFromStart(taskFilePath(storagePath, taskId, 'log'))) {
    const record = parseProgressLine(text);
    if (record !== undefined && (complete || records.length === 0)) records.push(record);
  }
  return records;
}
