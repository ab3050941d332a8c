import { StaskError } from '../errors.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { TaskStore } from '../store/task-store.js';
import { taskNotFound } from './task-id.js';
import { statusText } from './task-state.js';

export type Wish = 'executed' | 'retried' | 'cancelled' | 'deleted';

/** Why a task could not be changed as wished. */
export async function refusal(
  { find, links }: Pick<TaskStore, 'find' | 'links'>,
  id: number,
  wish: Wish,
): Promise<StaskError> {
  const row = await find(id);
  if (row === undefined) return taskNotFound(id);
  const broken = wish === 'retried' ? await links.brokenDependency(id) : undefined;
  return new StaskError(
    'STASK_TASK_STATE',
    `Task ${id} is ${statusText(row.status)} and cannot be ${wish}.${hintFor(row, wish, broken)}`,
  );
}

function hintFor({ status, uniqueKey }: TaskRow, wish: Wish, broken: TaskRow | undefined): string {
  if (wish === 'executed' && status === TASK_STATUS.waiting) return ' It waits for other tasks.';
  if (wish === 'executed') return ' Only pending tasks are executed; `retry` queues a failed or cancelled one again.';
  if (wish === 'deleted') return ' Cancel it first.';
  if (wish === 'cancelled') return ' Only tasks that have not ended can be cancelled.';
  if (wish !== 'retried') return '';
  if (broken !== undefined)
    return ` It waits for task ${broken.id}, which is ${statusText(broken.status)}: retry that one, and this one follows.`;
  if (status === TASK_STATUS.failed || status === TASK_STATUS.cancelled)
    return ` Another unfinished task has its unique key ${JSON.stringify(uniqueKey)}.`;
  return ' Only failed and cancelled tasks can be retried.';
}
