import { randomUUID } from 'node:crypto';
import type { InsertedTask, NewTask } from '../store/new-task.js';
import type { TaskStore } from '../store/task-store.js';
import { actionFigures } from './action-figures.js';
import type { Database } from './database.js';
import { firstStatistics } from './first-statistics.js';
import { listRunners, removeRunner, reportRunner } from './runner-rows.js';
import { notedAttempts } from './task-attempts.js';
import { claimLimited } from './task-claim-limited.js';
import { claimPicked, claimTasks, glanceAt } from './task-claim.js';
import { parseTime } from './dialect.js';
import {
  deleteEnded,
  deleteFinished,
  findTask,
  promoteDue,
  removeUnstarted,
  requestCancel,
  requeueTask,
} from './task-changes.js';
import { orderOf, taskColumns, taskRow, whereOf } from './task-columns.js';
import { queueFigures, taskCounts } from './task-figures.js';
import { insertTasks } from './task-insert.js';
import { createTaskLinks } from './task-links.js';
import { expiredTasks, renewLeases, reportTask, settleTasks, startTasks } from './task-leases.js';
import { canListen, canNotify, listenForTasks, notifyTasks } from './task-notify.js';

/** The {@link TaskStore} on SQLite, MySQL, MariaDB or PostgreSQL. */
export function createTaskStore(database: Database): TaskStore {
  const { dialect } = database;
  let returning: boolean | undefined;
  const sender = randomUUID();
  const statistics = firstStatistics(database);
  const hasReturning = async (): Promise<boolean> => (returning ??= await hasInsertReturning(database));

  async function counted(inserted: InsertedTask[]): Promise<InsertedTask[]> {
    const looking = statistics(inserted.length);
    if (looking !== undefined) await looking;
    return inserted;
  }

  return {
    links: createTaskLinks(database, hasReturning),
    async insert(tasks) {
      return counted(await insertTasks(database, tasks, returning ?? (await hasReturning())));
    },
    ...(canNotify(database) && {
      insertAndNotify: async (task: NewTask) => counted(await insertTasks(database, [task], true, sender)),
    }),
    find: (id) => findTask(database, id),
    attempts: (id) => notedAttempts(database, id),
    async list(filter, listing) {
      const { sql, parameters } = whereOf(dialect, filter);
      const select = `SELECT ${taskColumns(dialect)} FROM s_tasks${sql}${orderOf(listing)}`;
      return (await database.query(select, parameters)).map(taskRow);
    },
    async count(filter) {
      const { sql, parameters } = whereOf(dialect, filter);
      const [row] = await database.query(`SELECT COUNT(*) AS tasks FROM s_tasks${sql}`, parameters);
      return Number(row?.['tasks'] ?? 0);
    },
    stats: () => taskCounts(database),
    async now() {
      const [row] = await database.query<{ at: unknown }>(`SELECT ${dialect.readTime(dialect.now)} AS at`);
      return parseTime(row?.at) ?? new Date();
    },

    glance: (scope) => glanceAt(database, scope),
    claim: (request) => claimTasks(database, request),
    claimLimited: (request) => claimLimited(database, request),
    async claimOne(id, runner, leaseMs) {
      const where = { sql: 's_tasks.id = ? AND s_tasks.status IN (5, 10)', parameters: [id] };
      return (await claimPicked(database, { where, limit: 1, runner, leaseMs, byId: true }))[0];
    },
    promoteDue: () => promoteDue(database),
    start: (runner, leases, leaseMs) => startTasks(database, runner, leases, leaseMs),
    settle: (runner, settlements) => settleTasks(database, settlements, { runner }),
    renew: (runner, leases, leaseMs) => renewLeases(database, runner, leases, leaseMs),
    expired: (limit) => expiredTasks(database, limit),
    settleExpired: (settlements) => settleTasks(database, settlements, { runner: null, expiredOnly: true }),
    report: (runner, lease, change) => reportTask(database, runner, lease, change),

    requestCancel: (id) => requestCancel(database, id),
    removeUnstarted: (id) => removeUnstarted(database, id),
    requeue: (id) => requeueTask(database, id),
    deleteEnded: async (id) => (await deleteEnded(database, [id])) > 0,
    deleteFinished: (which) => deleteFinished(database, which),

    figures: (hours, identifier) => actionFigures(database, hours, identifier),
    queueFigures: () => queueFigures(database),

    reportRunner: (report) => reportRunner(database, report),
    removeRunner: (id) => removeRunner(database, id),
    runners: () => listRunners(database),

    notify: () => notifyTasks(database, sender),
    ...(canListen(database) && { listen: (wake: () => void) => listenForTasks(database, sender, wake) }),
  };
}

/** SQLite, PostgreSQL and MariaDB have it, MySQL has not. */
async function hasInsertReturning(database: Database): Promise<boolean> {
  if (database.dialect.name !== 'mysql') return true;
  const [row] = await database.query<{ version: unknown }>(database.dialect.versionQuery);
  return /mariadb/i.test(String(row?.version));
}
