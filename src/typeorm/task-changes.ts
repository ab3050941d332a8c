import type { FinishedTasks } from '../store/task-listing.js';
import { TASK_STATUS, type TaskRow, type TaskStatus } from '../store/task-row.js';
import type { Database } from './database.js';
import { isDuplicate } from './database-error.js';
import { tasksBy } from './dialect.js';
import { marks, taskColumns, taskRow } from './task-columns.js';
import { uniqueLock } from './unique-lock.js';

const WAITING = `(${TASK_STATUS.planned}, ${TASK_STATUS.waiting}, ${TASK_STATUS.queued})`;
const UNFINISHED = `(${TASK_STATUS.planned}, ${TASK_STATUS.waiting}, ${TASK_STATUS.queued}, ${TASK_STATUS.preparing}, ${TASK_STATUS.running})`;
const ENDED = `(${TASK_STATUS.finished}, ${TASK_STATUS.failed}, ${TASK_STATUS.cancelled})`;

export async function findTask(database: Database, id: number): Promise<TaskRow | undefined> {
  const [record] = await database.query(`SELECT ${taskColumns(database.dialect)} FROM s_tasks WHERE id = ?`, [id]);
  return record && taskRow(record);
}

/** Makes planned tasks that are due claimable. */
export async function promoteDue(database: Database): Promise<number> {
  const { now } = database.dialect;
  const tasks = tasksBy(database.dialect, 's_tasks_due');
  const { affected } = await database.execute(
    `UPDATE ${tasks} SET status = ${TASK_STATUS.queued}, updated_at = ${now} WHERE status = ${TASK_STATUS.planned} AND available_at <= ${now}`,
  );
  return affected;
}

const ifWaiting = (then: string, otherwise: string): string =>
  `CASE WHEN status IN ${WAITING} THEN ${then} ELSE ${otherwise} END`;

/** A waiting task is cancelled by this statement, a held one is asked; `status` is assigned last, as MySQL goes in order. */
export async function requestCancel(database: Database, id: number): Promise<TaskRow | undefined> {
  const { now } = database.dialect;
  const { affected } = await database.execute(
    `UPDATE s_tasks SET cancel_requested_at = COALESCE(cancel_requested_at, ${now}),
      message = ${ifWaiting("'Cancelled before it started.'", 'message')},
      finished_at = ${ifWaiting(now, 'finished_at')}, unique_lock = ${ifWaiting('NULL', 'unique_lock')}, updated_at = ${now},
      status = ${ifWaiting(`${TASK_STATUS.cancelled}`, 'status')}
     WHERE id = ? AND status IN ${UNFINISHED}`,
    [id],
  );
  return affected > 0 ? findTask(database, id) : undefined;
}

/** Deletes a task that nobody has claimed. */
export async function removeUnstarted(database: Database, id: number): Promise<boolean> {
  const { affected } = await database.execute(`DELETE FROM s_tasks WHERE id = ? AND status IN ${WAITING}`, [id]);
  return affected > 0;
}

/** Back in the queue; undefined when it is not failed or cancelled, or when its unique key is taken by another task. */
export async function requeueTask(database: Database, id: number): Promise<TaskRow | undefined> {
  const row = await findTask(database, id);
  if (row === undefined) return undefined;
  const dependencies = await dependencyStates(database, id);
  if (dependencies.some((status) => status > TASK_STATUS.finished)) return undefined;
  const status = dependencies.length > 0 ? TASK_STATUS.waiting : TASK_STATUS.queued;
  const { now } = database.dialect;
  const lock = row.uniqueKey === null ? null : uniqueLock(row.identifier, row.action, row.uniqueKey);
  try {
    const { affected } = await database.execute(
      `UPDATE s_tasks SET max_attempts = CASE WHEN max_attempts > attempts THEN max_attempts ELSE attempts + 1 END,
        status = ${status}, message = '', result = NULL, error = NULL, progress = 0, start_at = NULL, finished_at = NULL,
        cancel_requested_at = NULL, claimed_by = NULL, available_at = ${now}, unique_lock = ?, updated_at = ${now}
       WHERE id = ? AND status IN (${TASK_STATUS.failed}, ${TASK_STATUS.cancelled})`,
      [lock, id],
    );
    return affected > 0 ? await findTask(database, id) : undefined;
  } catch (error) {
    if (isDuplicate(error)) return undefined; // the key belongs to a newer task
    throw error;
  }
}

/** States of the tasks that this one waits for, the completed ones left out. */
async function dependencyStates(database: Database, id: number): Promise<TaskStatus[]> {
  const rows = await database.query(
    `SELECT t.status AS status FROM s_task_dependencies d JOIN s_tasks t ON t.id = d.depends_on_id
     WHERE d.task_id = ? AND t.status <> ${TASK_STATUS.finished}`,
    [id],
  );
  return rows.map((row) => Number(row['status']) as TaskStatus);
}

/** Deletes ended tasks in small steps, so that no lock lasts. */
export async function deleteFinished(
  database: Database,
  { olderThanMs, statuses, limit }: FinishedTasks,
): Promise<number[]> {
  const old = database.dialect.nowPlusMs('?');
  const rows = await database.query(
    `SELECT id FROM s_tasks WHERE status IN (${marks(statuses)}) AND finished_at < ${old} ORDER BY id LIMIT ${Math.trunc(limit)}`,
    [...statuses, -olderThanMs],
  );
  const ids = rows.map((row) => Number(row['id']));
  if (ids.length > 0) await deleteEnded(database, ids);
  return ids;
}

/** Deletes these tasks as far as they have ended, and what belongs to them; how many. */
export async function deleteEnded(database: Database, ids: readonly number[]): Promise<number> {
  const { affected } = await database.execute(
    `DELETE FROM s_tasks WHERE id IN (${marks(ids)}) AND status IN ${ENDED}`,
    ids,
  );
  if (affected === 0) return 0;
  await database.execute(`DELETE FROM s_task_dependencies WHERE task_id IN (${marks(ids)})`, ids);
  await database.execute(`DELETE FROM s_task_webhooks WHERE task_id IN (${marks(ids)})`, ids);
  await database.execute(`DELETE FROM s_task_dependencies WHERE depends_on_id IN (${marks(ids)})`, ids);
  return affected;
}
