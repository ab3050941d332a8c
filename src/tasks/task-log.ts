import { createAppender, type Appender } from './append-file.js';
import { formatLogLine, toLogRecord } from './log-line.js';
import type { ProblemListener } from './problem-reporter.js';
import { checkFileId, taskFilePath } from './task-file.js';
import type { LogRecord } from './task.js';

export interface TaskLogOptions {
  readonly storagePath: string;
  readonly taskId: number;
  /** Hears why the file cannot be written; once, and again after it could be written meanwhile. */
  readonly onProblem?: ProblemListener;
  readonly now?: () => Date;
}

export interface TaskLogWriter {
  /** Lines of level `error` so far. */
  readonly errors: number;
  /** Takes a line and returns what is stored of it; written soon, in order; never throws, never blocks. */
  append(level: LogRecord['level'], message: string, context?: unknown): LogRecord;
  /** Resolves when all lines taken so far were written, or could not be. Never rejects. */
  flush(): Promise<void>;
}

/** Writes a task's log, `<storagePath>/<id>.jsonl`; opens nothing before the first line, and nothing stays open. */
export function openTaskLog({ storagePath, taskId, onProblem, now = () => new Date() }: TaskLogOptions): TaskLogWriter {
  checkFileId(taskId);
  let appender: Appender | undefined;
  let leftOut = 0;
  let errors = 0;

  const opened = (): Appender =>
    (appender ??= createAppender({ path: taskFilePath(storagePath, taskId, 'jsonl'), onProblem }));

  function mentionLeftOut(): void {
    if (leftOut === 0) return;
    const record = toLogRecord(now(), 'warning', `${leftOut} log lines left out: the disk did not keep up`, {
      leftOut,
    });
    if (opened().append(formatLogLine(record))) leftOut = 0;
  }

  return {
    get errors() {
      return errors;
    },
    append(level, message, context) {
      const record = toLogRecord(now(), level, message, context);
      if (record.level === 'error') errors++;
      mentionLeftOut();
      if (leftOut > 0 || !opened().append(formatLogLine(record))) leftOut++;
      return record;
    },
    async flush() {
      if (appender === undefined) return;
      await appender.flush();
      if (leftOut === 0) return;
      mentionLeftOut();
      await appender.flush();
    },
  };
}
