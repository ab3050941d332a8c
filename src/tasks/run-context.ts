import { announce } from '../events.js';
import type { ClaimedTask } from '../store/task-row.js';
import { TASK_CONTROL } from '../worker/shared-keys.js';
import type { TaskContext, TaskControl, TaskLog } from '../worker/task-context.js';
import { priorityWord } from './priority.js';
import { progressComplaint } from './progress-complaint.js';
import type { ProgressWriter } from './progress-file.js';
import type { RunParts } from './run-task.js';
import type { TaskLogWriter } from './task-log.js';

/** What a context reaches of its run. */
export interface ContextSource {
  readonly row: ClaimedTask;
  readonly parts: RunParts;
  readonly ended: boolean;
  signal(): AbortSignal;
  progress(): ProgressWriter;
  log(): TaskLogWriter;
  /** Changes what users see beside the running task. */
  tell(message: string): Promise<void>;
  finish(result: unknown, message: string | undefined): Promise<void>;
  fail(message: string): Promise<void>;
}

/** What a handler gets as its first argument; the functions may be taken out of it. */
export function createRunContext(run: ContextSource, settings: TaskContext['settings']): TaskContext {
  const { row, parts } = run;
  const log: TaskLog = {
    info: (text, context) => writeLine(run, 'info', text, context),
    warning: (text, context) => writeLine(run, 'warning', text, context),
    error: (text, context) => writeLine(run, 'error', text, context),
  };
  let complained = false;
  const context: Omit<TaskContext, 'signal'> = {
    id: row.id,
    identifier: row.identifier,
    action: row.action,
    data: row.data,
    attempt: row.attempts,
    maxAttempts: row.maxAttempts,
    priority: priorityWord(row.priority),
    userId: row.startedBy,
    settings,
    folder: parts.folderOf(row.identifier),
    progress(update) {
      const writer = run.progress();
      writer.push(update);
      const complaint = complained ? undefined : progressComplaint(update);
      if (complaint !== undefined) {
        complained = true; // one line for a loop of thousands
        log.warning(complaint);
      }
      const latest = parts.events.listenerCount('task.progress') > 0 ? writer.current() : undefined;
      if (latest !== undefined && !run.ended) announce(parts.events, 'task.progress', { id: row.id, ...latest });
    },
    log,
    async update(change) {
      if (typeof change?.message === 'string' && !run.ended) await run.tell(change.message);
    },
    [TASK_CONTROL]: new RunControl(run),
  };
  return Object.defineProperty(context, 'signal', SIGNAL) as TaskContext;
}

/** A class, so that a context that is printed or compared does not lead into the whole run. */
class RunControl implements TaskControl {
  readonly #run: ContextSource;

  constructor(run: ContextSource) {
    this.#run = run;
  }

  signal(): AbortSignal {
    return this.#run.signal();
  }

  finish(result: unknown, message?: string): Promise<void> {
    return this.#run.finish(result, message);
  }

  fail(message: string): Promise<void> {
    return this.#run.fail(message);
  }
}

/** One getter for all contexts: an accessor made anew for each costs more than all the rest of a context. */
const SIGNAL: PropertyDescriptor & ThisType<{ readonly [TASK_CONTROL]: RunControl }> = {
  get() {
    return this[TASK_CONTROL].signal();
  },
  enumerable: true,
  configurable: true,
};

function writeLine(run: ContextSource, level: keyof TaskLog, text: string, context: object | undefined): void {
  const { row, parts } = run;
  if (!parts.mayWrite(row)) return;
  const record = run.log().append(level, text, context);
  announce(parts.events, 'task.log', { id: row.id, ...record });
}
