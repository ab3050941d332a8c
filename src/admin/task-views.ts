import type { WorkerRow } from '../store/worker-store.js';
import type { NotedAttempt } from '../store/task-attempt.js';
import type { TaskRow } from '../store/task-row.js';
import { priorityWord } from '../tasks/priority.js';
import { readProgress } from '../tasks/read-progress.js';
import { canRetry, isHeld, publicStatus, statusText } from '../tasks/task-state.js';
import type { LightTask } from '../typeorm/task-rows-light.js';
import type { TaskDetail, TaskSummary } from './api.js';
import { humanName } from './worker-views.js';

/** The fields of a task that a summary shows; whole rows have them too. */
export type SummarySource = Omit<LightTask, 'availableAt'>;

/** A page of fifty long messages, in whatever script, must stay light. */
const MAX_MESSAGE = 200;

export interface ProgressFigures {
  readonly processed: number;
  readonly total: number;
  readonly eta: string;
}

/** One row of a list. */
export function taskSummary(
  task: SummarySource,
  worker: Pick<WorkerRow, 'title' | 'scope' | 'actions'> | undefined,
  figures?: ProgressFigures,
): TaskSummary {
  const { id, identifier, action, status, startedAt, finishedAt } = task;
  const ended = finishedAt ?? (isHeld(status) ? new Date() : task.updatedAt);
  return {
    id,
    identifier,
    action,
    ...titlesOf(task, worker),
    scope: worker?.scope ?? '',
    status: publicStatus(status),
    statusText: statusText(status),
    priority: priorityWord(task.priority),
    progress: task.progress,
    processed: figures?.processed ?? null,
    total: figures?.total ?? null,
    eta: figures?.eta ?? null,
    message: task.message === '' ? null : task.message.slice(0, MAX_MESSAGE),
    attempts: task.attempts,
    maxAttempts: task.maxAttempts,
    userId: task.startedBy,
    createdAt: task.createdAt.toISOString(),
    startAt: iso(task.startAt),
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
    durationMs: startedAt === null ? null : Math.max(0, ended.getTime() - startedAt.getTime()),
    cancelRequestedAt: iso(task.cancelRequestedAt),
    canRetry: canRetry(status),
  };
}

export interface TaskViews {
  summaries(tasks: readonly SummarySource[]): Promise<TaskSummary[]>;
}

/** Summaries with the workers' titles, and the figures of those that are running. */
/** What worker and action are called; their names where they have no title. */
export function titlesOf(
  { identifier, action }: Pick<TaskRow, 'identifier' | 'action'>,
  worker: Pick<WorkerRow, 'title' | 'actions'> | undefined,
): Pick<TaskSummary, 'title' | 'actionTitle'> {
  return {
    title: worker?.title || identifier,
    actionTitle: worker?.actions.find(({ name }) => name === action)?.title || humanName(action),
  };
}

export function createTaskViews(
  workers: () => Promise<ReadonlyMap<string, WorkerRow>>,
  storagePath: string,
): TaskViews {
  return {
    async summaries(tasks) {
      const known = await workers();
      return Promise.all(
        tasks.map(async (task) => {
          const figures = isHeld(task.status) ? await readProgress(storagePath, task.id) : undefined;
          return taskSummary(task, known.get(task.identifier), figures);
        }),
      );
    },
  };
}

/** What happened to a task, oldest first, as far as its row and what was noted of earlier attempts tell. */
export function timelineOf(task: TaskRow, noted: readonly NotedAttempt[]): TaskDetail['timeline'] {
  const { createdAt, startAt, startedAt, finishedAt, cancelRequestedAt, attempts, maxAttempts, status } = task;
  const planned = startAt !== null && startAt.getTime() > createdAt.getTime() + 1000;
  const waits = status === 5 && attempts > 0;
  const events: Array<TaskDetail['timeline'][number] | undefined> = [
    { at: createdAt.toISOString(), event: 'created' },
    planned ? { at: startAt.toISOString(), event: 'planned' } : undefined,
    ...noted.flatMap(({ n, startedAt: at }) => (n < attempts && at !== null ? [started(at, n, maxAttempts)] : [])),
    startedAt === null ? undefined : started(startedAt, attempts, maxAttempts),
    cancelRequestedAt === null ? undefined : { at: cancelRequestedAt.toISOString(), event: 'cancel-requested' },
    waits
      ? { at: task.availableAt.toISOString(), event: 'retry', detail: `${attempts + 1} / ${maxAttempts}` }
      : undefined,
    finishedAt === null ? undefined : { at: finishedAt.toISOString(), event: endOf(task) },
  ];
  return events.filter((event) => event !== undefined).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

const started = (at: Date, n: number, most: number): TaskDetail['timeline'][number] => ({
  at: at.toISOString(),
  event: 'started',
  detail: `${n} / ${most}`,
});

function endOf({ status }: TaskRow): 'completed' | 'failed' | 'cancelled' {
  return status === 80 ? 'completed' : status === 100 ? 'failed' : 'cancelled';
}

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;
