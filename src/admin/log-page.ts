import { parseLogLine } from '../tasks/log-line.js';
import { linesFromEnd, linesFromStart, type Line } from '../tasks/read-lines.js';
import { taskFilePath } from '../tasks/task-file.js';
import type { LogRecord } from '../tasks/task.js';
import type { LogPage } from './api.js';
import { maskUnknown } from './mask.js';

export interface LogQuery {
  /** Position behind the last line seen; without it the last lines come. */
  readonly after?: number;
  /** Without `after`: only lines in front of this position. */
  readonly before?: number;
  readonly level?: LogRecord['level'];
  /** Part of the message or of the context, whatever its case; looked for in what is shown, so never in a secret. */
  readonly text?: string;
  readonly limit: number;
}

type LogLine = LogPage['lines'][number];

/** Lines that are looked at for one answer when few of them are wanted. */
const MAX_LOOKED_AT = 20_000;

/** Lines of a task's log, oldest first. Only what is asked for is read, however long the log is. */
export async function readLogPage(storagePath: string, taskId: number, query: LogQuery): Promise<LogPage> {
  const path = taskFilePath(storagePath, taskId, 'jsonl');
  return query.after === undefined ? lastLines(path, query) : linesAfter(path, query.after, query);
}

async function linesAfter(path: string, after: number, query: LogQuery): Promise<LogPage> {
  const lines: LogLine[] = [];
  let next = after;
  let looked = 0;
  for await (const line of linesFromStart(path, after)) {
    if (!line.complete) break; // it is being written
    lines.push(...wanted(line, query));
    next = line.end;
    if (lines.length === query.limit || ++looked === MAX_LOOKED_AT) return { lines, next, first: after, end: false };
  }
  return { lines, next, first: after, end: true };
}

async function lastLines(path: string, query: LogQuery): Promise<LogPage> {
  const lines: LogLine[] = [];
  let next = 0;
  let first = 0;
  let looked = 0;
  for await (const line of linesFromEnd(path, query.before)) {
    if (!line.complete) continue;
    next ||= line.end;
    first = line.start;
    lines.push(...wanted(line, query));
    if (lines.length === query.limit || ++looked === MAX_LOOKED_AT) break;
  }
  return { lines: lines.toReversed(), next, first, end: true };
}

/** The line as it is shown, when it is wanted. */
function wanted({ text, end }: Line, { level, text: asked }: LogQuery): LogLine[] {
  const record = parseLogLine(text);
  if (record === undefined || (level !== undefined && record.level !== level)) return [];
  const line = { n: end, ...lineOf(record) };
  const holds = asked === undefined || searched(line).includes(asked.toLowerCase());
  return holds ? [line] : [];
}

const searched = ({ message, context }: LogLine): string =>
  (context === undefined ? message : `${message}\n${JSON.stringify(context)}`).toLowerCase();

function lineOf({ timestamp, level, message, context }: LogRecord): Omit<LogLine, 'n'> {
  const masked = maskUnknown(context) as LogRecord['context'];
  return { timestamp, level, message, ...(Object.keys(masked).length > 0 ? { context: masked } : {}) };
}
