import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { StaskError } from '../errors.js';
import { parseLogLine } from './log-line.js';
import { linesFromEnd, linesFromStart } from './read-lines.js';
import { openForRead, taskFilePath } from './task-file.js';
import type { LogRecord } from './task.js';

/** All records of a task's log, oldest first. Here and below, lines damaged by a crash are left out. */
export async function readTaskLog(storagePath: string, taskId: number): Promise<LogRecord[]> {
  return readWhere(storagePath, taskId, () => true);
}

/** The records of level `error`, oldest first. */
export async function readTaskErrors(storagePath: string, taskId: number): Promise<LogRecord[]> {
  return readWhere(storagePath, taskId, ({ level }) => level === 'error');
}

/**
 * The newest `count` records, oldest of them first; only the end of the file is read.
 *
 * @throws STASK_USAGE when `count` is not a whole number, 0 or more
 */
export async function readLastTaskLog(storagePath: string, taskId: number, count: number): Promise<LogRecord[]> {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new StaskError('STASK_USAGE', `The number of log lines is a whole number, 0 or more, got ${String(count)}.`);
  const records: LogRecord[] = [];
  if (count === 0) return records;
  for await (const { text } of linesFromEnd(taskFilePath(storagePath, taskId, 'jsonl'))) {
    const record = parseLogLine(text);
    if (record !== undefined && records.push(record) === count) break;
  }
  return records.toReversed();
}

/** Deletes the task's log; a run that still writes starts a new one. */
export async function clearTaskLog(storagePath: string, taskId: number): Promise<void> {
  await rm(taskFilePath(storagePath, taskId, 'jsonl'), { force: true });
}

/** A task's log as a file to hand out. */
export interface LogDownload {
  readonly fileName: string;
  /** Exactly `size` bytes, also when the log grows meanwhile. Holds the file open until it is read or destroyed. */
  readonly stream: Readable;
  readonly size: number;
}

export async function downloadTaskLog(storagePath: string, taskId: number): Promise<LogDownload> {
  const fileName = `stask-${taskId}.jsonl`;
  const handle = await openForRead(taskFilePath(storagePath, taskId, 'jsonl'));
  const size = handle === undefined ? 0 : (await handle.stat()).size;
  if (handle !== undefined && size > 0)
    return { fileName, stream: handle.createReadStream({ start: 0, end: size - 1 }), size };
  await handle?.close();
  return { fileName, stream: Readable.from([]), size: 0 };
}

async function readWhere(
  storagePath: string,
  taskId: number,
  wanted: (record: LogRecord) => boolean,
): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const { text } of linesFromStart(taskFilePath(storagePath, taskId, 'jsonl'))) {
    const record = parseLogLine(text);
    if (record !== undefined && wanted(record)) records.push(record);
  }
  return records;
}
