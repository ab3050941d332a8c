import { TASK_STATUS, type TaskRow, type TaskStatus } from '../store/task-row.js';
import type { Lease, ProgressChange, RenewedLease, SettledLease, Settlement } from '../store/task-lease.js';
import type { Database } from './database.js';
import { tasksBy } from './dialect.js';
import { batchUpdate, compactBatch, type BatchColumns } from './task-batch.js';
import { attemptLine, attemptLogColumn } from './task-attempts.js';
import { hasFollowers, linksColumn, updateTellingLinks } from './task-link-flags.js';
import { marks, taskColumns, taskRow } from './task-columns.js';

const HELD = `s_tasks.status IN (${TASK_STATUS.preparing}, ${TASK_STATUS.running})`;
/** The runner, too: a server that crashed may have lost a claim, and the next one of the row gets the same fence. */
const MINE = 's_tasks.fence = b.fence AND s_tasks.claimed_by = ?';
const LEASE: BatchColumns = { id: 'integer', fence: 'integer' };

/** Marks as running and counts the attempt, where the claim still holds and nobody asked to cancel. */
export async function startTasks(
  database: Database,
  runner: string,
  leases: readonly Lease[],
  leaseMs: number,
): Promise<Lease[]> {
  if (leases.length === 0) return [];
  const { dialect } = database;
  const { now } = dialect;
  const { parameter, ...batch } = compactBatch(LEASE, leases.map(leaseOf));
  const update = batchUpdate(dialect, {
    ...batch,
    set: {
      status: `${TASK_STATUS.running}`,
      attempts: 's_tasks.attempts + 1',
      started_at: now,
      start_at: `COALESCE(s_tasks.start_at, ${now})`,
      lease_until: dialect.nowPlusMs(`${Math.trunc(leaseMs)}`),
      updated_at: now,
    },
    where: `${MINE} AND s_tasks.status = ${TASK_STATUS.preparing} AND s_tasks.cancel_requested_at IS NULL`,
  });
  const { affected } = await database.execute(update, [parameter, runner]);
  if (affected === leases.length) return [...leases];
  return stillAs(database, runner, leases, () => TASK_STATUS.running);
}

/** How a settlement is stored: with a delay the task is planned, so that it stays out of the claim index. */
const storedStatus = ({ status, delayMs }: Settlement): TaskStatus =>
  status === TASK_STATUS.queued && delayMs > 0 ? TASK_STATUS.planned : status;

const SETTLEMENT: BatchColumns = {
  ...LEASE,
  status: 'integer',
  message: 'text',
  result: 'text',
  error: 'text',
  progress: 'integer',
  delay: 'integer',
  uncount: 'integer',
};

/** Ends runs in one statement. `runner` stays in `claimed_by`, which makes a repeated write recognise its own row. */
export async function settleTasks(
  database: Database,
  settlements: readonly Settlement[],
  { runner, expiredOnly = false }: { runner: string | null; expiredOnly?: boolean },
): Promise<SettledLease[]> {
  if (settlements.length === 0) return [];
  const { dialect } = database;
  const { now } = dialect;
  const ended = `b.status >= ${TASK_STATUS.finished}`;
  const noted = settlements.some(({ note }) => note !== undefined);
  const columns: BatchColumns = noted ? { ...SETTLEMENT, attempt: 'text' } : SETTLEMENT;
  const { parameter, ...batch } = compactBatch(columns, settlements.map(settlementLine));
  const update = batchUpdate(dialect, {
    ...batch,
    set: {
      status: 'b.status',
      message: 'b.message',
      result: 'b.result',
      error: 'b.error',
      progress: 'COALESCE(b.progress, s_tasks.progress)',
      attempts: 's_tasks.attempts - b.uncount',
      available_at: `CASE WHEN ${ended} THEN s_tasks.available_at ELSE ${dialect.nowPlusMs('b.delay')} END`,
      finished_at: `CASE WHEN ${ended} THEN ${now} ELSE NULL END`,
      unique_lock: `CASE WHEN ${ended} THEN NULL ELSE s_tasks.unique_lock END`,
      claimed_by: runner === null ? 'NULL' : 's_tasks.claimed_by',
      lease_until: 'NULL',
      action_slot: 'NULL',
      worker_slot: 'NULL',
      updated_at: now,
      ...(noted ? attemptLogColumn(dialect) : {}),
      ...linksColumn(dialect),
    },
    where: `${runner === null ? 's_tasks.fence = b.fence' : MINE} AND ${HELD}${expiredOnly ? ` AND s_tasks.lease_until < ${now}` : ''}`,
  });
  const parameters = runner === null ? [parameter] : [parameter, runner];
  const { affected, linked } = await updateTellingLinks(database, update, parameters, settlements);
  if (affected === settlements.length)
    return settlements.map(({ id, fence }) => (linked.has(id) ? { id, fence, linked: true } : { id, fence }));
  return stillAs(database, runner, settlements, storedStatus);
}

const leaseOf = ({ id, fence }: Lease) => ({ id, fence });

const settlementLine = (settlement: Settlement) => ({
  id: settlement.id,
  fence: settlement.fence,
  status: storedStatus(settlement),
  message: settlement.message,
  result: settlement.resultJson,
  error: settlement.errorJson,
  progress: settlement.progress,
  delay: Math.round(settlement.delayMs),
  uncount: settlement.uncount ? 1 : 0,
  attempt: attemptLine(settlement.note),
});

/** Which of the leases stand as the write wanted them: written now, or by an earlier try whose answer was lost. */
async function stillAs<T extends Lease>(
  database: Database,
  runner: string | null,
  leases: readonly T[],
  statusOf: (lease: T) => TaskStatus,
): Promise<SettledLease[]> {
  const ids = leases.map(({ id }) => id);
  const rows = await database.query(
    `SELECT id, fence, status, claimed_by, links FROM s_tasks WHERE id IN (${marks(ids)})`,
    ids,
  );
  const found = new Map(rows.map((row) => [Number(row['id']), row]));
  return leases
    .filter((lease) => {
      const row = found.get(lease.id);
      if (row === undefined || Number(row['fence']) !== lease.fence) return false;
      if (Number(row['status']) !== statusOf(lease)) return false;
      return (row['claimed_by'] ?? null) === runner;
    })
    .map(({ id, fence }) => ({ id, fence, linked: hasFollowers(found.get(id)?.['links']) }));
}

/** Prolongs leases and tells which tasks were asked to stop; one statement where the database has RETURNING. */
export async function renewLeases(
  database: Database,
  runner: string,
  leases: readonly Lease[],
  leaseMs: number,
): Promise<RenewedLease[]> {
  if (leases.length === 0) return [];
  const { dialect } = database;
  const { parameter, ...batch } = compactBatch(LEASE, leases.map(leaseOf));
  const update = batchUpdate(dialect, {
    ...batch,
    set: { lease_until: dialect.nowPlusMs(`${Math.trunc(leaseMs)}`) },
    where: `${MINE} AND ${HELD}`,
  });
  const parameters = [parameter, runner];
  const asked = 'CASE WHEN s_tasks.cancel_requested_at IS NULL THEN 0 ELSE 1 END AS asked';
  if (dialect.name !== 'mysql') {
    const rows = await database.query(
      `${update} RETURNING s_tasks.id AS id, s_tasks.fence AS fence, ${asked}`,
      parameters,
    );
    return rows.map(renewed);
  }
  await database.execute(update, parameters);
  const ids = leases.map(({ id }) => id);
  const select = `SELECT id, fence, ${asked} FROM s_tasks WHERE id IN (${marks(ids)}) AND claimed_by = ? AND ${HELD}`;
  const fences = new Map(leases.map(({ id, fence }) => [id, fence]));
  return (await database.query(select, [...ids, runner]))
    .map(renewed)
    .filter(({ id, fence }) => fences.get(id) === fence);
}

const renewed = (row: Record<string, unknown>): RenewedLease => ({
  id: Number(row['id']),
  fence: Number(row['fence']),
  cancelRequested: Number(row['asked']) === 1,
});

/** Held tasks whose runner has gone silent, oldest lease first. */
export async function expiredTasks(database: Database, limit: number): Promise<TaskRow[]> {
  const { dialect } = database;
  const rows = await database.query(
    `SELECT ${taskColumns(dialect)} FROM ${tasksBy(dialect, 's_tasks_lease')} WHERE ${HELD} AND lease_until < ${dialect.now} ORDER BY lease_until LIMIT ${limit}`,
  );
  return rows.map(taskRow);
}

/** Progress and message of a running task. */
export async function reportTask(
  database: Database,
  runner: string,
  { id, fence }: Lease,
  { progress, message }: ProgressChange,
): Promise<void> {
  const set = [
    ...(progress === undefined ? [] : ['progress = ?']),
    ...(message === undefined ? [] : ['message = ?']),
    `updated_at = ${database.dialect.now}`,
  ];
  await database.execute(
    `UPDATE s_tasks SET ${set.join(', ')} WHERE id = ? AND fence = ? AND claimed_by = ? AND status = ${TASK_STATUS.running}`,
    [...[progress, message].filter((value) => value !== undefined), id, fence, runner],
  );
}
