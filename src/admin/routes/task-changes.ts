import { isHeld } from '../../tasks/task-state.js';
import { isStaskError, messageOf } from '../../errors.js';
import { searchTasks } from '../../typeorm/task-search.js';
import { lightTasksByIds } from '../../typeorm/task-rows-light.js';
import type { BulkRequest, BulkResult, Permission } from '../api.js';
import { json, noContent, type Call, type Route } from '../call.js';
import { invalidField, problem } from '../problem.js';
import { createFrom, IDEMPOTENCY } from './create-task.js';
import { taskSearch } from './query.js';
import { MAX_COUNT } from './tasks.js';

const PERMISSION_OF: Readonly<Record<BulkRequest['op'], Permission>> = {
  retry: 'tasks.retry',
  cancel: 'tasks.cancel',
  delete: 'tasks.delete',
};

export const taskChangeRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/tasks/:task/cancel',
    permission: 'tasks.cancel',
    summary: 'Cancels a waiting task (200), asks a running one to stop (202)',
    answers: [200, 202],
    async handle(call) {
      const { row } = await call.stask.cancel(call.task.id);
      await done(call, 'task.cancel', call.task.id);
      const [summary] = await call.parts.views.summaries([row]);
      return json(summary, isHeld(row.status) ? 202 : 200);
    },
  },
  {
    method: 'POST',
    path: '/tasks/:task/retry',
    permission: 'tasks.retry',
    summary: 'Puts a failed or cancelled task back in the queue',
    answers: [202],
    async handle(call) {
      const { row } = await call.stask.retry(call.task.id);
      await done(call, 'task.retry', call.task.id);
      const [summary] = await call.parts.views.summaries([row]);
      return json(summary, 202);
    },
  },
  {
    method: 'POST',
    path: '/tasks/:task/rerun',
    permission: 'tasks.run',
    summary: 'A new task like this one, with changes',
    headers: IDEMPOTENCY,
    body: { type: 'object' },
    answers: [202],
    async handle(call) {
      const { identifier, action, id, data } = call.task;
      const body = await call.body();
      const wanted = 'data' in body ? body : { ...body, data };
      return createFrom(call, identifier, action, wanted, { rerunOf: id, original: data });
    },
  },
  {
    method: 'DELETE',
    path: '/tasks/:task',
    permission: 'tasks.delete',
    summary: 'Deletes a task that is not running, its log and files',
    answers: [204],
    async handle(call) {
      await call.stask.deleteTask(call.task.id);
      await done(call, 'task.delete', call.task.id, { identifier: call.task.identifier, action: call.task.action });
      return noContent();
    },
  },
  {
    method: 'POST',
    path: '/tasks/bulk',
    permission: 'tasks.read',
    summary:
      'Retries, cancels or deletes the named tasks, or all that match; refused when the number is not the expected one',
    body: {
      type: 'object',
      required: ['op', 'expected'],
      properties: {
        op: { enum: ['retry', 'cancel', 'delete'] },
        ids: { type: 'array', items: { type: 'integer' } },
        filter: { type: 'object' },
        expected: { type: 'integer' },
      },
    },
    answers: [200],
    handle: bulk,
  },
];

async function bulk(call: Call): Promise<Response> {
  const { op, ids, filter, expected } = await bulkRequest(call);
  const found = ids === undefined ? await idsOf(call, filter ?? {}, PERMISSION_OF[op]) : await known(call, ids);
  const allowed = await call.access.workersWith(PERMISSION_OF[op]);
  const mine = found.filter(({ identifier }) => allowed?.includes(identifier) ?? true);
  if (ids !== undefined && mine.length < found.length && !(await call.access.any(PERMISSION_OF[op])))
    throw problem(403, 'forbidden', `You may not do this: it needs ${PERMISSION_OF[op]}.`);
  if (mine.length !== expected)
    throw problem(409, 'count-changed', `${mine.length} tasks match, not ${expected}. Look again.`, {
      params: { expected, found: mine.length },
    });
  const result: BulkResult = { done: 0, skipped: 0, failed: [] };
  for (const { id } of mine) {
    try {
      await one(call, op, id);
      result.done++;
    } catch (error) {
      if (!isStaskError(error) && !(error instanceof Error && 'status' in error)) throw error;
      result.skipped++;
      result.failed.push({ id, code: isStaskError(error) ? error.code : 'task-running', detail: messageOf(error) });
    }
  }
  call.parts.figures.forget();
  await call.audit(`task.bulk-${op}`, `tasks:${mine.length}`, {
    ids: mine.slice(0, 100).map(({ id }) => id),
    done: result.done,
    skipped: result.skipped,
    ...(filter === undefined ? {} : { filter }),
  });
  return json(result);
}

async function one(call: Call, op: BulkRequest['op'], id: number): Promise<void> {
  if (op === 'retry') await call.stask.retry(id);
  else if (op === 'cancel') await call.stask.cancel(id);
  else await call.stask.deleteTask(id);
}

async function done(call: Call, action: string, id: number, detail = {}): Promise<void> {
  call.parts.figures.forget();
  await call.audit(action, `task:${id}`, detail);
}

async function bulkRequest(call: Call): Promise<BulkRequest> {
  const { op, ids, filter, expected } = await call.body();
  if (op !== 'retry' && op !== 'cancel' && op !== 'delete') throw invalidField('/op', 'One of retry, cancel, delete.');
  if (!Number.isSafeInteger(expected)) throw invalidField('/expected', 'A whole number.');
  if ((ids === undefined) === (filter === undefined)) throw invalidField('/ids', 'Either ids or filter.');
  if (ids !== undefined && !(Array.isArray(ids) && ids.length <= MAX_COUNT && ids.every(isId)))
    throw invalidField('/ids', `At most ${MAX_COUNT} ids, whole numbers above 0.`);
  if (filter !== undefined && (typeof filter !== 'object' || filter === null || Array.isArray(filter)))
    throw invalidField('/filter', 'An object with the filters of the list.');
  return { op, expected, ...(ids === undefined ? { filter } : { ids }) } as BulkRequest;
}

const isId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

type Found = ReadonlyArray<{ readonly id: number; readonly identifier: string }>;

async function known({ stask }: Call, ids: readonly number[]): Promise<Found> {
  return lightTasksByIds(stask.database, [...new Set(ids)]);
}

async function idsOf(call: Call, filter: object, permission: Permission): Promise<Found> {
  const entries = Object.entries(filter).filter(([, value]) => typeof value === 'string' && value !== '');
  const { search } = await taskSearch(call, new URLSearchParams(entries as Array<[string, string]>), permission);
  const { items, nextBeforeId } = await searchTasks(call.stask.database, search, { limit: MAX_COUNT, budgetMs: 5_000 });
  if (nextBeforeId !== undefined)
    throw problem(409, 'bulk-too-many', `More than ${MAX_COUNT} tasks match. Narrow the filter.`, {
      params: { most: MAX_COUNT },
    });
  return items;
}
