import { searchTasks } from './typeorm/task-search.js';
import type { Parts } from './parts.js';
import type { WorkerRow } from './store/worker-store.js';
import { TASK_STATUS } from './store/task-row.js';
import { findAction } from './worker/action-name.js';
import { actionNotFound } from './worker/invoke-action.js';
import type { LastTask, LastTaskStatus } from './worker/worker-host.js';

/** Looking further back than this takes has no end where an action ran long ago. */
const BUDGET_MS = 500;

const STATUSES = { completed: TASK_STATUS.finished, failed: TASK_STATUS.failed } as const;

/**
 * The newest task of an action that ended so, for its worker.
 *
 * @throws StaskError `STASK_ACTION_NOT_FOUND`
 */
export async function lastTask(
  { database, tasks }: Parts,
  { identifier, actions }: WorkerRow,
  spelling: string,
  status: LastTaskStatus,
): Promise<LastTask | undefined> {
  const action = findAction(actions, spelling);
  if (action === undefined) throw actionNotFound(identifier, spelling, actions);
  const search = { identifiers: [identifier], action: action.name, statuses: [STATUSES[status]] };
  const found = await searchTasks(database, search, { limit: 1, budgetMs: BUDGET_MS });
  const newest = found.items[0];
  const task = newest && (await tasks.find(newest.id)); // may have been deleted meanwhile
  if (task === undefined || task.row.finishedAt === null) return undefined;
  const { id, data, result, message, finishedAt } = task.row;
  return { id, data, result, message, finishedAt };
}
