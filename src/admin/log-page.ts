import { parseLogLine } from '../tasks/log-line.js';
import { linesFromEnd, linesFromStart } from '../tasks/read-lines.js';
import { taskFilePath } from '../tasks/task-file.js';
import type { LogRecord } from '../tasks/task.js';
import type { LogPage } from './api.js';
import { maskUnknown } from './mask.js';

export interface LogQuery {
  /** Position behind the last line seen; without it the last lines come. */
  readonly after?: number;
  readonly level?: LogRecord['level'];
  readonly limit: number;
}

/** Lines that are looked at for one answer when few have the wanted level. */
const MAX_LOOKED_AT = 20_000;

/** Lines of a task's log, oldest first. Only what is asked for is read, however long the log is. */
export async function readLogPage(
  storagePath: string,
  taskId: number,
  { after, level, limit }: LogQuery,
): Promise<LogPage> {
  const path = taskFilePath(storagePath, taskId, 'jsonl');
  const lines: LogPage['lines'] = [];
  let next = after ?? 0;
  let looked = 0;
  const take = (text: string, n: number): void => {
    const record = parseLogLine(text);
    if (record !== undefined && (level === undefined || record.level === level)) lines.push({ n, ...lineOf(record) });
  };
  if (after !== undefined) {
    for await (const { text, complete, end } of linesFromStart(path, after)) {
      if (!complete) break; // it is being written
      take(text, end);
      next = end;
      if (lines.length === limit || ++looked === MAX_LOOKED_AT) break;
    }
    return { lines, next };
  }
  for await (const { text, complete, end } of linesFromEnd(path)) {
    if (!complete) continue;
    next ||= end;
    take(text, end);
    if (lines.length === limit || ++looked === MAX_LOOKED_AT) break;
  }
  return { lines: lines.toReversed(), next };
}

function lineOf({ timestamp, level, message, context }: LogRecord): Omit<LogPage['lines'][number], 'n'> {
  const masked = maskUnknown(context) as LogRecord['context'];
  return { timestamp, level, message, ...(Object.keys(masked).length > 0 ? { context: masked } : {}) };
}
