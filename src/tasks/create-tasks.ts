import { randomUUID } from 'node:crypto';
import { StaskError } from '../errors.js';
import { announce } from '../events.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { InsertedTask } from '../store/new-task.js';
import { createAftercare } from './aftercare.js';
import { createAnnouncer } from './announcer.js';
import { createClaimer } from './claimer.js';
import { cleanOldLogs } from './clean-old-logs.js';
import { createTasksFor } from './creator.js';
import { createExecutor, factsOf, type Executor } from './executor.js';
import { checkGroup, groupOf } from './groups.js';
import { alertsOf, performanceOf, workerStats } from './metrics.js';
import { rescueExpired } from './rescue.js';
import { startRunner, type LocalRunner } from './runner.js';
import { resolveRunnerOptions } from './runner-options.js';
import { removeTaskFiles, storageFiles } from './storage-files.js';
import { taskId, taskNotFound } from './task-id.js';
import { openTaskLog } from './task-log.js';
import { TaskQueryOf, type TaskQuery } from './task-query.js';
import { isTerminal, statusText } from './task-state.js';
import { Task } from './task.js';
import type { Created, Tasks, TasksParts } from './tasks.js';

const DAY_MS = 86_400_000;
const DELETE_BATCH = 1_000;
/** A runner that was seen this recently counts as alive. */
const ALIVE_MS = 60_000;

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
  let directExecutor: Executor | undefined;
  let closing: Promise<void> | undefined;

  const toTask = (row: TaskRow): Task => new Task(row, files);
  const executor = (): Executor => (directExecutor ??= createExecutor(executorParts, { runner: direct.id, ...direct }));

  function open(): void {
    if (closing !== undefined) throw new StaskError('STASK_CLOSED', 'sTask is closed: close() was called.');
  }

  async function insert(requests: Parameters<Tasks['createMany']>[0]): Promise<Created[]> {
    open();
    return createdFrom(await createTasksFor(parts, requests));
  }

  function createdFrom(inserted: readonly InsertedTask[]): Created[] {
    if (inserted.some(isReady)) wakeRunners();
    return inserted.map(({ row, created }) => {
      if (created) announce(events, 'task.created', { ...factsOf(row), priority: row.priority, startAt: row.startAt });
      return { task: toTask(row), created };
    });
  }

  function wakeRunners(): void {
    for (const runner of runners) runner.wake();
    announcer.tell();
  }

  async function get(ref: Parameters<Tasks['get']>[0]): Promise<Task> {
    const id = taskId(ref);
    const row = await store.find(id);
    if (row === undefined) throw taskNotFound(id);
    return toTask(row);
  }

  async function refuse(id: number, wish: string): Promise<never> {
    const row = await store.find(id);
    if (row === undefined) throw taskNotFound(id);
    const state = statusText(row.status);
    const broken = wish === 'retried' ? await store.links.brokenDependency(id) : undefined;
    throw new StaskError(
      'STASK_TASK_STATE',
      `Task ${id} is ${state} and cannot be ${wish}.${hintFor(row, wish, broken)}`,
    );
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
      if (row === undefined) throw new StaskError('STASK_GROUP_NOT_FOUND', `No group ${id}.`);
      return groupOf(row);
    },
    async find(ref) {
      const row = await store.find(taskId(ref));
      return row && toTask(row);
    },
    get,
    query,
    getPendingTasks: ({ limit = 100 } = {}) => query().pending().orderBy('priority').limit(limit).get(),

    async processPendingTasks({ batchSize = 10, concurrency = batchSize } = {}) {
      open();
      const options = resolveRunnerOptions({ concurrency });
      const wanted = wholeNumber('batchSize', batchSize);
      await rescueExpired({ store, events, random });
      await store.promoteDue();
      const claimer = createClaimer({ store, workers: parts.workers, runner: direct.id, options });
      let claimed = 0;
      const lane = async (): Promise<void> => {
        while (claimed < wanted) {
          claimed++;
          const [row] = await claimer.claim(1);
          if (row === undefined) {
            claimed--;
            return;
          }
          await executor().execute(row);
          claimer.freed(row);
        }
      };
      await Promise.all(Array.from({ length: Math.min(concurrency, wanted) }, lane));
      return claimed;
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

    getStats: () => store.stats(),

    async cleanOldTasks({ days = 30 } = {}) {
      const olderThanMs = Math.round(positive('days', days) * DAY_MS);
      let deleted = 0;
      for (;;) {
        const ids = await store.deleteFinished(olderThanMs, DELETE_BATCH);
        await removeTaskFiles(storagePath, ids);
        deleted += ids.length;
        if (ids.length < DELETE_BATCH) return deleted;
      }
    },

    async cleanOldLogs({ days = 30 } = {}) {
      return (await cleanOldLogs({ storagePath, days, unfinishedAmong })).deleted;
    },

    async log(ref, level, message, context) {
      const id = taskId(ref);
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

    async getPerformanceMetrics({ hours = 24 } = {}) {
      const period = positive('hours', hours);
      return performanceOf(period, await store.figures(period), await store.queueFigures());
    },
    getWorkerStats: async ({ identifier, hours = 24 } = {}) =>
      workerStats(await store.figures(positive('hours', hours), identifier)),
    async getPerformanceAlerts({ hours = 24 } = {}) {
      const alive = (await store.runners()).filter(({ silentMs }) => silentMs < ALIVE_MS);
      return alertsOf(await store.figures(positive('hours', hours)), await store.queueFigures(), alive.length);
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

const isReady = ({ row, created }: InsertedTask): boolean => created && row.status === TASK_STATUS.queued;

function hintFor({ status, uniqueKey }: TaskRow, wish: string, broken: TaskRow | undefined): string {
  if (wish === 'executed' && status === TASK_STATUS.waiting) return ' It waits for other tasks.';
  if (wish !== 'retried') return '';
  if (broken !== undefined)
    return ` It waits for task ${broken.id}, which is ${statusText(broken.status)}: retry that one, and this one follows.`;
  if (status === TASK_STATUS.failed || status === TASK_STATUS.cancelled)
    return ` Another unfinished task has its unique key ${JSON.stringify(uniqueKey)}.`;
  return ' Only failed and cancelled tasks can be retried.';
}

function positive(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new StaskError('STASK_USAGE', `${name} must be a number of 0 or more, got ${String(value)}.`);
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new StaskError('STASK_USAGE', `${name} must be a whole number of at least 1, got ${String(value)}.`);
}
