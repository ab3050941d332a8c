import { secretPaths } from '../../schema/secret-paths.js';
import type { TaskRow } from '../../store/task-row.js';
import { notedAttempts } from '../../typeorm/task-attempts.js';
import { searchTasks } from '../../typeorm/task-search.js';
import { lightTasksByIds } from '../../typeorm/task-rows-light.js';
import type { TaskAttempt, TaskCount, TaskDetail, TaskPage } from '../api.js';
import { json, type Call, type Route } from '../call.js';
import { maskForDisplay, maskUnknown } from '../mask.js';
import { attemptsOf, type TaskAttempt as Attempt } from '../../tasks/attempts.js';
import { timelineOf } from '../task-views.js';
import { hasPreview } from '../result-preview.js';
import { resultFileOf } from '../task-result.js';
import { cursorOf, readCursor, TASK_FILTERS, taskSearch, wholeNumber } from './query.js';
import { PAGE_SIZE } from './session.js';

const MAX_PAGE = 100;
/** A page is answered in about this time; what was not looked at by then has a cursor. */
const SEARCH_MS = 40;
export const MAX_COUNT = 1_000;

export const taskRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/tasks',
    permission: 'tasks.read',
    summary: 'Tasks, newest first, without data, result and log',
    query: { ...TASK_FILTERS, cursor: '`nextCursor` of the page before', limit: 'at most 100, default 50' },
    answers: [200],
    async handle(call) {
      const { query, stask, parts } = call;
      const limit = wholeNumber(query, 'limit', PAGE_SIZE, MAX_PAGE);
      const { search, id } = await taskSearch(call, query);
      const beforeId = readCursor(query);
      const narrowed = beforeId === undefined ? search : { ...search, beforeId };
      const found = await searchTasks(stask.database, narrowed, { limit, budgetMs: SEARCH_MS });
      const named = id === undefined || beforeId !== undefined ? [] : await lightTasksByIds(stask.database, [id]);
      const visible = named.filter(({ identifier }) => search.identifiers?.includes(identifier) ?? true);
      const tasks = [...visible, ...found.items.filter((task) => task.id !== id)];
      const page: TaskPage = { items: await parts.views.summaries(tasks) };
      if (found.nextBeforeId !== undefined) page.nextCursor = cursorOf(found.nextBeforeId);
      if (!found.full) page.searchedTo = await momentOfId(call, found.nextBeforeId ?? 0);
      return json(page);
    },
  },
  {
    method: 'GET',
    path: '/tasks/count',
    permission: 'tasks.read',
    summary: 'How many tasks match, up to 1000',
    query: TASK_FILTERS,
    answers: [200],
    async handle(call) {
      const { search } = await taskSearch(call, call.query);
      const { items, nextBeforeId } = await searchTasks(call.stask.database, search, {
        limit: MAX_COUNT,
        budgetMs: 2_000,
      });
      const count: TaskCount = { count: items.length, capped: nextBeforeId !== undefined };
      return json(count);
    },
  },
  {
    method: 'GET',
    path: '/tasks/:task',
    permission: 'tasks.read',
    summary: 'One task; data, result and error for those who may see payloads',
    answers: [200],
    handle: async (call) => json(await detailOf(call)),
  },
  {
    method: 'GET',
    path: '/tasks/:task/progress',
    permission: 'tasks.read',
    summary: 'How far the task is',
    answers: [200],
    handle: async ({ stask, task }) => json(await (await stask.getTask(task.id)).getProgress()),
  },
];

async function momentOfId({ stask }: Call, id: number): Promise<string> {
  const [task] = await lightTasksByIds(stask.database, [id]);
  return (task?.createdAt ?? new Date()).toISOString();
}

async function detailOf(call: Call): Promise<TaskDetail> {
  const { task, parts, access } = call;
  const [summary] = await parts.views.summaries([task]);
  const worker = (await parts.workers()).find(({ identifier }) => identifier === task.identifier);
  const subject = { scope: worker?.scope ?? '', worker: task.identifier, action: task.action, task: task.id };
  const noted = await notedAttempts(call.stask.database, task.id);
  const mayPayload = await access.can('tasks.payload', subject);
  const schema = worker?.actions.find(({ name }) => name === task.action)?.schema ?? null;
  return {
    ...summary!,
    message: task.message === '' ? null : task.message,
    ...(mayPayload
      ? {
          data: maskForDisplay(task.data, schema === null || secretPaths(schema).length === 0 ? null : schema),
          result: maskUnknown(task.result),
          error: errorOf(task),
        }
      : {}),
    resultFile: mayPayload ? await resultFile(call) : null,
    runner: task.claimedBy,
    leaseUntil: task.leaseUntil?.toISOString() ?? null,
    uniqueKey: task.uniqueKey,
    attemptHistory: attemptsOf(task, noted).map(attemptShape),
    timeline: timelineOf(task, noted),
  };
}

async function resultFile({ task, stask }: Call): Promise<NonNullable<TaskDetail['resultFile']> | null> {
  const file = await resultFileOf(stask.options.storagePath, task);
  return file === undefined ? null : { ...file.shown, preview: hasPreview(file.shown.name) };
}

const attemptShape = ({ startedAt, endedAt, ...attempt }: Attempt): TaskAttempt => ({
  ...attempt,
  startedAt: startedAt?.toISOString() ?? null,
  endedAt: endedAt?.toISOString() ?? null,
});

function errorOf({ error }: TaskRow): NonNullable<TaskDetail['error']> | null {
  if (error === null) return null;
  const { name, message, stack } = error;
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : JSON.stringify(maskUnknown(error)),
    ...(typeof stack === 'string' ? { stack } : {}),
  };
}
