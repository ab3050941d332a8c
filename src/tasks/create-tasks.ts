import { randomUUID } from 'node:crypto';
import { fieldsOf } from '../check-fields.js';
import { StaskError } from '../errors.js';
import { announce, isHeard } from '../events.js';
import type { InsertedTask, NewTask } from '../store/new-task.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import { createAftercare } from './aftercare.js';
import { createAnnouncer } from './announcer.js';
import { attemptsOf } from './attempts.js';
import { cleanOldLogs } from './clean-old-logs.js';
import { cleanOldTasks } from './clean-old-tasks.js';
import { checkRequests } from './creator.js';
import { createExecutor, factsOf, type Executor } from './executor.js';
import { checkGroup, groupOf } from './groups.js';
import { processPending } from './process-pending.js';
import { createQueueReports } from './queue-reports.js';
import { refusal, type Wish } from './refusal.js';
import { startRunner, type LocalRunner } from './runner.js';
import { resolveRunnerOptions } from './runner-options.js';
import { removeTaskFiles, storageFiles } from './storage-files.js';
import { taskId, taskNotFound } from './task-id.js';
import { checkLogCall } from './log-line.js';
import { openTaskLog } from './task-log.js';
import { TaskQueryOf, type TaskQuery } from './task-query.js';
import { isPending, isTerminal } from './task-state.js';
import { Task } from './task.js';
import type { Created, Tasks, TasksParts } from './tasks.js';

/** The task engine of one host. */
export function createTasks(parts: TasksParts): Tasks {
  const { events, storagePath, random = Math.random } = parts;
  const files = storageFiles(storagePath);
  const runners = new Set<LocalRunner>();
  const aftercare = createAftercare({ ...parts, wake: wakeRunners });
  const { store } = aftercare;
  const announcer = createAnnouncer(() => store.notify());
  const executorParts = { ...parts, store, random };
  const direct = { id: randomUUID(), ...resolveRunnerOptions() };
  /** Tasks that are known to exist: a handler that writes a thousand lines asks once. */
  const logged = new Set<number>();
  let directExecutor: Executor | undefined;
  let closing: Promise<void> | undefined;

  const toTask = (row: TaskRow): Task => new Task(row, files);
  const executor = (): Executor => (directExecutor ??= createExecutor(executorParts, { runner: direct.id, ...direct }));

  function open(): void {
    if (closing !== undefined)
      throw new StaskError(
        'STASK_CLOSED',
        'sTask is closed: close() was called. Call it last, or open another host with createStask().',
      );
  }

  async function insert(requests: Parameters<Tasks['createMany']>[0]): Promise<Created[]> {
    open();
    const tasks = await checkRequests(parts, requests);
    const [only] = tasks;
    const { insertAndNotify } = store;
    const canTell = insertAndNotify !== undefined && tasks.length === 1 && isSimple(only!);
    if (!canTell || !announcer.takeTurn()) return createdFrom(await store.insert(tasks));
    return createdFrom(await insertAndNotify(only!), wakeOwn);
  }

  function createdFrom(inserted: readonly InsertedTask[], wake = wakeRunners): Created[] {
    if (inserted.some(isReady)) wake();
    return inserted.map(({ row, created }) => {
      if (created && isHeard(events, 'task.created'))
        announce(events, 'task.created', { ...factsOf(row), priority: row.priority, startAt: row.startAt });
      return { task: toTask(row), created };
    });
  }

  function wakeOwn(): void {
    for (const runner of runners) runner.wake();
  }

  function wakeRunners(): void {
    wakeOwn();
    announcer.tell();
  }

  async function get(ref: Parameters<Tasks['get']>[0]): Promise<Task> {
    const id = taskId(ref);
    const row = await store.find(id);
    if (row === undefined) throw taskNotFound(id);
    return toTask(row);
  }

  async function refuse(id: number, wish: Wish): Promise<never> {
    throw await refusal(store, id, wish);
  }

  const unfinishedAmong = async (ids: readonly number[]): Promise<Set<number>> => {
    const rows = await Promise.all(ids.map((id) => store.find(id)));
    return new Set(rows.flatMap((row) => (row !== undefined && !isTerminal(row.status) ? [row.id] : [])));
  };

  const query = (): TaskQuery =>
    new TaskQueryOf<Task>({
      list: (filter, listing) => store.list(filter, listing),
      count: (filter) => store.count(filter),
      toTask,
    });

  return {
    create: async (request) => (await insert([request]))[0]!.task,
    createOrGet: async (request) => (await insert([request]))[0]!,
    createMany: async (requests) => (await insert(requests)).map(({ task }) => task),
    createManyOrGet: insert,
    async createGroup(request) {
      open();
      const { title, members, completion } = await checkGroup(parts, request);
      const { id, tasks } = await store.links.insertGroup(title, completion, members);
      return { id, tasks: createdFrom(tasks).map(({ task }) => task) };
    },
    async getGroup(ref) {
      const id = taskId(ref, 'group');
      const row = await store.links.findGroup(id);
      if (row === undefined) throw groupNotFound(id);
      return groupOf(row);
    },
    async find(ref) {
      const row = await store.find(taskId(ref));
      return row && toTask(row);
    },
    get,
    query,
    async getAttempts(ref) {
      const { row } = await get(taskId(ref));
      return attemptsOf(row, await store.attempts(row.id));
    },
    async getPendingTasks(options) {
      const { limit = 100 } = fieldsOf('getPendingTasks()', options, ['limit']);
      return query().pending().orderBy('priority').limit(limit).get();
    },

    async processPendingTasks(options) {
      open();
      const fields = fieldsOf('processPendingTasks()', options, ['batchSize', 'concurrency']);
      return processPending({ ...executorParts, runner: direct.id, executor }, fields);
    },

    async execute(ref) {
      open();
      const id = taskId(ref);
      const row = await store.claimOne(id, direct.id, direct.leaseMs);
      if (row === undefined) return refuse(id, 'executed');
      return (await executor().execute(row)) === 'completed';
    },

    async retry(ref) {
      open();
      const id = taskId(ref);
      const row = (await store.requeue(id)) ?? (await refuse(id, 'retried'));
      wakeRunners();
      return toTask(row);
    },

    async cancel(ref) {
      open();
      const id = taskId(ref);
      const row = (await store.requestCancel(id)) ?? (await refuse(id, 'cancelled'));
      if (row.status === TASK_STATUS.cancelled)
        announce(events, 'task.cancelled', { ...factsOf(row), message: row.message });
      for (const runner of runners) runner.cancel(id);
      directExecutor?.cancel(id);
      return toTask(row);
    },

    async deleteTask(ref) {
      open();
      const id = taskId(ref);
      const row = await store.find(id);
      if (row !== undefined && isPending(row.status)) await store.requestCancel(id);
      if (!(await store.deleteEnded(id))) await refuse(id, 'deleted');
      await removeTaskFiles(storagePath, [id]);
    },

    ...createQueueReports(store),
    async cleanOldTasks(options) {
      return cleanOldTasks(store, storagePath, fieldsOf('cleanOldTasks()', options, ['days', 'status']));
    },
    async cleanOldLogs(options) {
      const { days = 30 } = fieldsOf('cleanOldLogs()', options, ['days']);
      return (await cleanOldLogs({ storagePath, days, unfinishedAmong })).deleted;
    },

    async log(ref, level, message, context) {
      const id = taskId(ref);
      checkLogCall(level, message, context);
      if (!logged.has(id)) await get(id);
      if (logged.size > 10_000) logged.clear();
      logged.add(id);
      const log = openTaskLog({ storagePath, taskId: id });
      const record = log.append(level, message, context);
      announce(events, 'task.log', { id, ...record });
      await log.flush();
    },

    work(options) {
      open();
      const runner = startRunner(executorParts, options);
      runners.add(runner);
      const endAftercare = aftercare.begin();
      void runner.done.finally(() => {
        runners.delete(runner);
        endAftercare();
      });
      return runner;
    },

    close() {
      return (closing ??= (async () => {
        await Promise.all([...runners].map((runner) => runner.stop()));
        await directExecutor?.idle();
        directExecutor?.close();
        await aftercare.close();
        await announcer.close();
      })());
    },
  };
}

/** Ready once inserted, and inserted by one statement. */
const isSimple = ({ startAt, after = [], webhook }: NewTask): boolean =>
  startAt === null && after.length === 0 && webhook === undefined;

const isReady = ({ row, created }: InsertedTask): boolean => created && row.status === TASK_STATUS.queued;

const groupNotFound = (id: number): StaskError =>
  new StaskError(
    'STASK_GROUP_NOT_FOUND',
    `No group ${id}. It may have been cleaned up; the id of a group is what createGroup() gave.`,
  );
