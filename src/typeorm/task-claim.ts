import { TASK_STATUS, type ClaimedTask } from '../store/task-row.js';
import type { ActionPair, ClaimRequest, QueueGlance } from '../store/task-claim.js';
import type { Database, Sql } from './database.js';
import { tasksBy, type Dialect } from './dialect.js';
import { marks, claimedColumns, claimedTask } from './task-columns.js';

/** A condition with its parameters. */
interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** How a claimed row is picked and what it gets; the slots are for actions limited in number. */
export interface Pick {
  readonly where: Condition;
  readonly limit: number;
  readonly runner: string;
  readonly leaseMs: number;
  readonly actionSlot?: string | null;
  readonly workerSlot?: string | null;
  /** `where` names the task's id: its lock is waited for. Else the rows are walked in the order of the claim index. */
  readonly byId?: boolean;
}

/** Claims ready tasks, high priority first, then the oldest. */
export async function claimTasks(database: Database, request: ClaimRequest): Promise<ClaimedTask[]> {
  if (request.identifiers.length === 0 || request.limit < 1) return [];
  const { runner, limit, leaseMs, aged } = request;
  const scope = claimable(database.dialect, request);
  const where = aged === undefined ? scope : await agedCondition(database, scope, aged, limit);
  if (where === undefined) return [];
  return claimPicked(database, { where, limit, runner, leaseMs });
}

/**
 * The claim does not wait for the disk: the start does, and no handler is called before it. A claim that a crash of the
 * server undoes leaves the task in the queue, and the start that comes after it is refused.
 */
const UNHURRIED = "(SELECT set_config('synchronous_commit', 'off', true)) AS unhurried";

/**
 * One atomic claim. SQLite: one UPDATE … RETURNING, as there is one writer. PostgreSQL: the same over a subquery with
 * SKIP LOCKED. MySQL and MariaDB have no RETURNING there: a short READ COMMITTED transaction with SKIP LOCKED.
 */
export async function claimPicked(database: Database, pick: Pick): Promise<ClaimedTask[]> {
  if (database.dialect.name === 'mysql') return database.transaction((sql) => claimLocked(sql, pick));
  const { dialect } = database;
  const { sql, parameters } = assignments(dialect, pick);
  const skipping = dialect.name === 'postgres' ? ` FOR UPDATE${pick.byId ? '' : ' SKIP LOCKED'}` : '';
  const from = pick.byId ? 's_tasks' : tasksBy(dialect, 's_tasks_claim');
  const chosen = `SELECT id FROM ${from} WHERE ${pick.where.sql} ORDER BY priority, id LIMIT ${pick.limit}${skipping}`;
  const update =
    dialect.name === 'postgres'
      ? `UPDATE s_tasks SET ${sql} FROM (${chosen}) AS c, ${UNHURRIED} WHERE s_tasks.id = c.id RETURNING ${claimedColumns(dialect)}`
      : `UPDATE s_tasks SET ${sql} WHERE id IN (${chosen}) RETURNING ${claimedColumns(dialect)}`;
  const rows = await database.query(update, [...parameters, ...pick.where.parameters]);
  return rows.map(claimedTask).toSorted(byTurn);
}

async function claimLocked(sql: Sql, pick: Pick): Promise<ClaimedTask[]> {
  const select = `SELECT ${claimedColumns(sql.dialect)} FROM s_tasks FORCE INDEX (PRIMARY, s_tasks_claim) WHERE ${pick.where.sql}`;
  const order = ` ORDER BY priority, id LIMIT ${pick.limit} FOR UPDATE${pick.byId ? '' : ' SKIP LOCKED'}`;
  const rows = (await sql.query(select + order, pick.where.parameters)).map(claimedTask);
  if (rows.length === 0) return [];
  const { sql: set, parameters } = assignments(sql.dialect, pick);
  const ids = rows.map(({ id }) => id);
  await sql.execute(`UPDATE s_tasks SET ${set} WHERE id IN (${marks(ids)})`, [...parameters, ...ids]);
  const claimedBy = pick.runner;
  return rows.map((row) => ({ ...row, status: TASK_STATUS.preparing, fence: row.fence + 1, claimedBy }));
}

function assignments(dialect: Dialect, { runner, leaseMs, actionSlot, workerSlot }: Pick): Condition {
  const slots = actionSlot !== undefined || workerSlot !== undefined;
  const sql =
    `status = ${TASK_STATUS.preparing}, fence = fence + 1, claimed_by = ?, lease_until = ${dialect.nowPlusMs('?')}, ` +
    `updated_at = ${dialect.now}${slots ? ', action_slot = ?, worker_slot = ?' : ''}`;
  return { sql, parameters: [runner, leaseMs, ...(slots ? [actionSlot ?? null, workerSlot ?? null] : [])] };
}

/** Ready tasks of the given workers as far as they are active, without the excepted pairs. */
export function claimable(dialect: Dialect, { identifiers, except = [] }: Scope): Condition {
  const active = `SELECT identifier FROM s_workers WHERE active = TRUE AND identifier IN (${marks(identifiers)})`;
  return {
    sql: `s_tasks.status = ${TASK_STATUS.queued} AND ${oneOf(dialect, active)}${except.map(() => ' AND NOT (s_tasks.identifier = ? AND s_tasks.action = ?)').join('')}`,
    parameters: [...identifiers, ...except.flatMap(({ identifier, action }) => [identifier, action])],
  };
}

type Scope = { readonly identifiers: readonly string[]; readonly except?: readonly ActionPair[] | undefined };

/** Written so that each planner walks the claim index in order instead of starting at the workers. */
function oneOf(dialect: Dialect, select: string): string {
  if (dialect.name === 'postgres') return `s_tasks.identifier = ANY(ARRAY(${select}))`;
  if (dialect.name === 'sqlite') return `+s_tasks.identifier IN (${select})`;
  return `CASE WHEN s_tasks.identifier IN (${select}) THEN 1 ELSE 0 END = 1`;
}

/**
 * The oldest ready tasks of a priority as far as they have waited that long; undefined when none has. They are looked up
 * without locks first: a claim that searched a long young backlog for old tasks would lock each row that it passes.
 */
async function agedCondition(
  database: Database,
  scope: Condition,
  { priority, waitingMs }: NonNullable<ClaimRequest['aged']>,
  limit: number,
): Promise<Condition | undefined> {
  const { dialect } = database;
  const from = dialect.name === 'mysql' ? 's_tasks FORCE INDEX (s_tasks_claim)' : tasksBy(dialect, 's_tasks_claim');
  const oldest = `SELECT s_tasks.id AS id, s_tasks.available_at AS available_at FROM ${from} WHERE ${scope.sql} AND priority = ? ORDER BY priority, s_tasks.id LIMIT ${limit}`;
  const waited = `available_at < ${dialect.nowPlusMs('?')}`;
  const [row] = await database.query<{ newest: unknown }>(
    `SELECT MAX(f.id) AS newest FROM (${oldest}) AS f WHERE f.${waited}`,
    [...scope.parameters, priority, -waitingMs],
  );
  if (row?.newest === null || row?.newest === undefined) return undefined;
  const old = {
    sql: `priority = ? AND s_tasks.id <= ? AND ${waited}`,
    parameters: [priority, Number(row.newest), -waitingMs],
  };
  return both(scope, old);
}

const both = (one: Condition, other: Condition): Condition => ({
  sql: `${one.sql} AND ${other.sql}`,
  parameters: [...one.parameters, ...other.parameters],
});

const byTurn = (a: ClaimedTask, b: ClaimedTask): number => a.priority - b.priority || a.id - b.id;

/** What there is to do, in one statement. */
export async function glanceAt(database: Database, scope: Scope): Promise<QueueGlance> {
  const { dialect } = database;
  const none = { sql: `status = ${TASK_STATUS.queued} AND 1 = 0`, parameters: [] };
  const ready = scope.identifiers.length > 0 ? claimable(dialect, scope) : none;
  const stamp = `SELECT MAX(updated_at) AS at, COUNT(*) AS workers, SUM(CASE WHEN active THEN 1 ELSE 0 END) AS active FROM s_workers`;
  const exists = (index: string, where: string): string =>
    `CASE WHEN EXISTS (SELECT 1 FROM ${tasksBy(dialect, index)} WHERE ${where}) THEN 1 ELSE 0 END`;
  // In order, so that PostgreSQL does not guess that a walk through all finished tasks finds a ready one soon.
  const first = `SELECT s_tasks.id FROM ${tasksBy(dialect, 's_tasks_claim')} WHERE ${ready.sql} ORDER BY priority, s_tasks.id LIMIT 1`;
  const rows = await database.query(
    `SELECT CASE WHEN (${first}) IS NULL THEN 0 ELSE 1 END AS is_ready,
      ${exists('s_tasks_due', `status = ${TASK_STATUS.planned} AND available_at <= ${dialect.now}`)} AS is_due,
      ${exists('s_tasks_lease', `status IN (${TASK_STATUS.preparing}, ${TASK_STATUS.running}) AND lease_until < ${dialect.now}`)} AS is_expired,
      ${dialect.readTime('w.at')} AS changed_at, w.workers, w.active FROM (${stamp}) AS w`,
    ready.parameters,
  );
  const [row = {}] = rows;
  return {
    ready: Number(row['is_ready']) === 1,
    due: Number(row['is_due']) === 1,
    expired: Number(row['is_expired']) === 1,
    workersStamp: `${String(row['changed_at'])} ${String(row['workers'])} ${String(row['active'])}`,
  };
}
