import type { TaskRow } from '../store/task-row.js';
import type { WorkerRow } from '../store/worker-store.js';
import { subjectOf, type Access } from './access.js';
import type { Subject } from './admin-options.js';
import type { AdminParts, Call, Route } from './call.js';
import { problem } from './problem.js';

/**
 * Looks up what the path names and lets the user through or not. What a user may not even see is not found; what may be
 * seen and not done is forbidden.
 *
 * @throws problem 403 or 404
 */
export async function guard(
  { permission, path }: Route,
  params: Readonly<Record<string, string>>,
  access: Access,
  parts: AdminParts,
): Promise<Pick<Call, 'worker' | 'task'>> {
  if (path.includes('/:task')) return { ...NEITHER, task: await guardTask(permission, params, access, parts) };
  if (path.includes('/:worker')) return { ...NEITHER, worker: await guardWorker(permission, params, access, parts) };
  if (permission !== null && !(await access.any(permission))) throw forbidden(permission);
  return NEITHER;
}

/** Routes without such a name in their path do not use them. */
const NEITHER = { worker: undefined as unknown as WorkerRow, task: undefined as unknown as TaskRow };

async function guardWorker(
  permission: Route['permission'],
  params: Readonly<Record<string, string>>,
  access: Access,
  parts: AdminParts,
): Promise<WorkerRow> {
  // never the remembered row: what is compared with If-Match, and written over, is what is stored now
  const worker = await parts.stask.getWorker(params['worker'] ?? '');
  const { action } = params;
  const subject: Subject =
    worker === undefined ? {} : { ...subjectOf(worker), ...(action === undefined ? {} : { action }) };
  if (worker !== undefined && (permission === null || (await access.can(permission, subject)))) return worker;
  if (worker !== undefined && (await access.can('workers.read', subject))) throw forbidden(permission);
  throw problem(404, 'STASK_WORKER_NOT_FOUND', 'There is no such worker.');
}

async function guardTask(
  permission: Route['permission'],
  params: Readonly<Record<string, string>>,
  access: Access,
  parts: AdminParts,
): Promise<TaskRow> {
  const id = params['task'] ?? '';
  const task = /^[1-9]\d{0,14}$/.test(id) ? await parts.stask.findTask(Number(id)) : undefined;
  if (task !== undefined) {
    const worker = (await parts.workers()).find(({ identifier }) => identifier === task.identifier);
    const { identifier, action } = task;
    const subject = { scope: worker?.scope ?? '', worker: identifier, action, task: task.id };
    if (permission === null || (await access.can(permission, subject))) return task.row;
    if (await access.can('tasks.read', subject)) throw forbidden(permission);
  }
  throw problem(404, 'STASK_TASK_NOT_FOUND', 'There is no such task.');
}

function forbidden(permission: Route['permission']) {
  return problem(403, 'forbidden', `You may not do this: it needs ${permission}.`, { params: { permission } });
}
