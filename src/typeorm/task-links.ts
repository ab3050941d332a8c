import type { AfterEnd, TaskLinks } from '../store/task-links.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { Database } from './database.js';
import { completionOf, endedGroups, findGroup, finishGroup, insertGroup, lostGroups } from './task-groups.js';
import { armWebhooks, claimWebhooks, rearmWebhook, settleWebhook } from './task-webhooks.js';
import { marks, taskColumns, taskRow } from './task-columns.js';

const CHUNK = 1_000;
const { finished, failed, cancelled, waiting, planned, queued } = TASK_STATUS;

/** Nothing that the task `s` waits for is unfinished; what was cleaned up had ended. */
const FREE = `NOT EXISTS (SELECT 1 FROM s_task_dependencies d JOIN s_tasks t ON t.id = d.depends_on_id
  WHERE d.task_id = s.id AND t.status <> ${finished})`;

/** Name of the error of a task cancelled for another one; `retry` of that one looks for it. */
const BROKEN = 'DependencyEnded';

/** The {@link TaskLinks} of a store. */
export function createTaskLinks(database: Database, hasReturning: () => Promise<boolean>): TaskLinks {
  return {
    afterEnd: (ids) => afterEnd(database, ids),
    async afterLostEnds() {
      const rows = await database.query(
        `SELECT s.id AS id FROM s_tasks s WHERE s.status = ${waiting} AND ${FREE} ORDER BY s.id LIMIT ${CHUNK}`,
      );
      const released = await release(database, rows.map(idOf));
      const broken = await cancelBroken(database, `s.status = ${waiting}`, []);
      const { released: more, cancelled: others, endedGroups: groups } = await afterEnd(database, broken.map(idOfRow));
      await armWebhooks(database);
      const left = [...new Set([...groups, ...(await lostGroups(database))])];
      return { released: released + more, cancelled: [...broken, ...others], endedGroups: left, webhooksDue: true };
    },
    reviveDependents: (id) => reviveDependents(database, id),
    async brokenDependency(id) {
      const [row] = await database.query(
        `SELECT ${taskColumns(database.dialect, 't')} FROM s_task_dependencies d JOIN s_tasks t ON t.id = d.depends_on_id
         WHERE d.task_id = ? AND t.status IN (${failed}, ${cancelled}) ORDER BY t.id LIMIT 1`,
        [id],
      );
      return row && taskRow(row);
    },
    insertGroup: async (title, onComplete, members) =>
      insertGroup(database, { title, onComplete, members }, await hasReturning()),
    findGroup: (id) => findGroup(database, id),
    completionOf: (id) => completionOf(database, id),
    claimWebhooks: (limit, leaseMs) => claimWebhooks(database, limit, leaseMs),
    settleWebhook: (webhook, outcome) => settleWebhook(database, webhook, outcome),
    rearmWebhook: (id) => rearmWebhook(database, id),
    finishGroup: async (id, completion) => finishGroup(database, id, completion, await hasReturning()),
  };
}

/**
 * Runs after the ends are committed. Of two processes that end the last two dependencies of a task, the one that
 * commits later sees both; both may see both, and only one of the updates finds the task still waiting.
 */
async function afterEnd(database: Database, ids: readonly number[]): Promise<AfterEnd> {
  let released = 0;
  const ended: TaskRow[] = [];
  const groups = new Set<number>();
  let webhooksDue = false;
  for (let left = [...ids]; left.length > 0;) {
    const some = left.splice(0, CHUNK);
    released += await releaseDependents(database, some);
    const broken = await cancelBroken(database, `f.depends_on_id IN (${marks(some)})`, some);
    ended.push(...broken);
    left.push(...broken.map(idOfRow));
    for (const id of await endedGroups(database, some)) groups.add(id);
    if (await armWebhooks(database, some)) webhooksDue = true;
  }
  return { released, cancelled: ended, endedGroups: [...groups], webhooksDue };
}

async function releaseDependents(database: Database, ids: readonly number[]): Promise<number> {
  const rows = await database.query(
    `SELECT DISTINCT s.id AS id FROM s_task_dependencies f JOIN s_tasks s ON s.id = f.task_id
     WHERE f.depends_on_id IN (${marks(ids)}) AND s.status = ${waiting} AND ${FREE}`,
    ids,
  );
  return release(database, rows.map(idOf));
}

async function release(database: Database, ids: readonly number[]): Promise<number> {
  const { now } = database.dialect;
  let released = 0;
  for (let from = 0; from < ids.length; from += CHUNK) {
    const some = ids.slice(from, from + CHUNK).toSorted((a, b) => a - b);
    const { affected } = await database.execute(
      `UPDATE s_tasks SET status = CASE WHEN available_at > ${now} THEN ${planned} ELSE ${queued} END,
        available_at = CASE WHEN available_at > ${now} THEN available_at ELSE ${now} END, updated_at = ${now}
       WHERE id IN (${marks(some)}) AND status = ${waiting}`,
      some,
    );
    released += affected;
  }
  return released;
}

/** Cancels waiting tasks that have a failed or cancelled dependency; `where` says which may have one. */
async function cancelBroken(database: Database, where: string, parameters: readonly unknown[]): Promise<TaskRow[]> {
  const { now } = database.dialect;
  const found = await database.query(
    `SELECT s.id AS id, t.id AS culprit, t.status AS state, t.identifier AS identifier, t.action AS action
     FROM s_task_dependencies f JOIN s_tasks s ON s.id = f.task_id JOIN s_tasks t ON t.id = f.depends_on_id
     WHERE ${where} AND s.status = ${waiting} AND t.status IN (${failed}, ${cancelled}) ORDER BY s.id LIMIT ${CHUNK}`,
    parameters,
  );
  const culprits = new Map(found.map((row) => [Number(row['id']), row]));
  const ended: TaskRow[] = [];
  for (const [id, row] of culprits) {
    const state = Number(row['state']) === failed ? 'failed' : 'was cancelled';
    const name = `${String(row['identifier'])}.${String(row['action'])}`;
    const message = `Cancelled: task ${String(row['culprit'])} (${name}), which it waits for, ${state}.`;
    const error = JSON.stringify({ name: BROKEN, message, task: Number(row['culprit']) });
    const { affected } = await database.execute(
      `UPDATE s_tasks SET status = ${cancelled}, message = ?, error = ?, finished_at = ${now}, unique_lock = NULL,
        updated_at = ${now} WHERE id = ? AND status = ${waiting}`,
      [message, error, id],
    );
    if (affected > 0) ended.push(...(await rowsOf(database, [id])));
  }
  return ended;
}

/** Follows the chain: what waits for a task that was cancelled for this one waits again too. */
async function reviveDependents(database: Database, id: number): Promise<number> {
  const { now } = database.dialect;
  let revived = 0;
  for (const left = [id]; left.length > 0;) {
    const some = left.splice(0, CHUNK);
    const rows = await database.query(
      `SELECT DISTINCT s.id AS id FROM s_task_dependencies f JOIN s_tasks s ON s.id = f.task_id
       WHERE f.depends_on_id IN (${marks(some)}) AND s.status = ${cancelled} AND s.unique_key IS NULL
       AND s.error LIKE '{"name":"${BROKEN}"%'`,
      some,
    );
    const ids = rows.map(idOf);
    if (ids.length === 0) continue;
    const { affected } = await database.execute(
      `UPDATE s_tasks SET status = ${waiting}, message = '', error = NULL, finished_at = NULL,
        cancel_requested_at = NULL, updated_at = ${now} WHERE id IN (${marks(ids)}) AND status = ${cancelled}`,
      ids,
    );
    revived += affected;
    left.push(...ids);
  }
  return revived;
}

async function rowsOf(database: Database, ids: readonly number[]): Promise<TaskRow[]> {
  const select = `SELECT ${taskColumns(database.dialect)} FROM s_tasks WHERE id IN (${marks(ids)}) ORDER BY id`;
  return (await database.query(select, ids)).map(taskRow);
}

const idOf = (row: Record<string, unknown>): number => Number(row['id']);
const idOfRow = ({ id }: TaskRow): number => id;
