import { stat } from 'node:fs/promises';
import { parseLogLine } from './log-line.js';
import { linesFromEnd, linesFromStart } from './read-lines.js';
import { isMissing, taskFilePath } from './task-file.js';
import type { LogRecord } from './task.js';
import { watchFile } from './watch-file.js';

const POLL_MS = 500;

export interface FollowOptions {
  /** Ends the iteration, after what was written until then. */
  readonly signal: AbortSignal;
  /** How many of the records that are there already come first. Default: all. */
  readonly last?: number;
}

/** The records of a task's log as they are written, for `logs -f`; the log may come later, or be cleared meanwhile. */
export async function* followTaskLog(
  storagePath: string,
  taskId: number,
  { signal, last = Infinity }: FollowOptions,
): AsyncGenerator<LogRecord, void> {
  const path = taskFilePath(storagePath, taskId, 'jsonl');
  const watching = watchFile(path);
  try {
    let file = await fileKey(path);
    const { records, end } = await readLast(path, last);
    yield* records;
    let position = end;
    for (;;) {
      const ending = signal.aborted;
      const now = await fileKey(path);
      if (now.key !== file.key || now.size < position) position = 0;
      file = now;
      for await (const line of linesFromStart(path, position)) {
        if (!line.complete) break; // it is being written
        position = line.end;
        const record = parseLogLine(line.text);
        if (record !== undefined) yield record;
      }
      if (ending) return;
      await watching.changed(POLL_MS, signal);
    }
  } finally {
    watching.close();
  }
}

/** The last `count` records and the position behind the last whole line. */
async function readLast(path: string, count: number): Promise<{ records: LogRecord[]; end: number }> {
  const records: LogRecord[] = [];
  let end: number | undefined;
  for await (const line of linesFromEnd(path)) {
    end ??= line.complete ? line.end : line.start;
    if (records.length >= count) break;
    const record = line.complete ? parseLogLine(line.text) : undefined;
    if (record !== undefined) records.push(record);
  }
  return { records: records.toReversed(), end: end ?? 0 };
}

/** Tells a file from one that took its place. */
async function fileKey(path: string): Promise<{ key: string; size: number }> {
  try {
    const { ino, birthtimeMs, size } = await stat(path);
    return { key: `${ino} ${birthtimeMs}`, size };
  } catch (error) {
    if (isMissing(error)) return { key: 'none', size: 0 };
    throw error;
  }
}
