import { StaskError } from '../errors.js';
import type { GroupRow } from '../store/task-links.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { InsertedTask, NewTask } from '../store/new-task.js';
import type { Database, Sql } from './database.js';
import { parseTime, readJson } from './dialect.js';
import { marks } from './task-columns.js';
import { insertLinkedWithin } from './task-insert-linked.js';
import { withoutDuplicates } from './task-insert.js';

const OPEN = TASK_STATUS.queued;
const DONE = TASK_STATUS.finished;
const ALL_ENDED = `NOT EXISTS (SELECT 1 FROM s_tasks m WHERE m.group_id = g.id AND m.status < ${TASK_STATUS.finished})`;

interface NewGroup {
  readonly title: string;
  readonly onComplete: NewTask | null;
  readonly members: readonly NewTask[];
}

export function insertGroup(
  database: Database,
  { title, onComplete, members }: NewGroup,
  hasReturning: boolean,
): Promise<{ id: number; tasks: InsertedTask[] }> {
  return withoutDuplicates(() =>
    database.transaction(async (sql) => {
      const id = await insertGroupRow(sql, title, onComplete);
      const inGroup = members.map((member) => ({ ...member, groupId: id }));
      const tasks = await insertLinkedWithin(sql, inGroup, hasReturning);
      tasks.forEach(({ row, created }, index) => {
        if (!created) throw keyTaken(index, row);
      });
      return { id, tasks };
    }),
  );
}

const keyTaken = (index: number, { id, uniqueKey }: TaskRow): StaskError =>
  new StaskError(
    'STASK_TASK_STATE',
    `Group not created: task ${index} of the list has the unique key ${JSON.stringify(uniqueKey)} of task ${id}, which is unfinished.`,
  );

async function insertGroupRow(sql: Sql, title: string, onComplete: NewTask | null): Promise<number> {
  const insert = 'INSERT INTO s_task_groups (title, on_complete) VALUES (?, ?)';
  const values = [title, onComplete === null ? null : JSON.stringify(onComplete)];
  if (sql.dialect.name === 'mysql') return (await sql.execute(insert, values)).insertId ?? 0;
  const [row] = await sql.query(`${insert} RETURNING id`, values);
  return Number(row?.['id']);
}

/** Of the groups of these tasks, the unfinished ones without an unfinished member. */
export async function endedGroups(database: Database, ids: readonly number[]): Promise<number[]> {
  const rows = await database.query(
    `SELECT g.id AS id FROM s_task_groups g WHERE g.status = ${OPEN} AND ${ALL_ENDED}
     AND g.id IN (SELECT e.group_id FROM s_tasks e WHERE e.id IN (${marks(ids)}) AND e.group_id IS NOT NULL)`,
    ids,
  );
  return rows.map((row) => Number(row['id']));
}

/** The same among all groups. */
export async function lostGroups(database: Database): Promise<number[]> {
  const rows = await database.query(
    `SELECT g.id AS id FROM s_task_groups g WHERE g.status = ${OPEN} AND ${ALL_ENDED} ORDER BY g.id LIMIT 100`,
  );
  return rows.map((row) => Number(row['id']));
}

export async function findGroup(database: Database, id: number): Promise<GroupRow | undefined> {
  const { dialect } = database;
  const age = dialect.msBetween('created_at', `COALESCE(finished_at, ${dialect.now})`);
  const [group] = await database.query(
    `SELECT title, ${dialect.readTime('created_at')} AS created_at, ${dialect.readTime('finished_at')} AS finished_at,
      ${age} AS age FROM s_task_groups WHERE id = ?`,
    [id],
  );
  if (group === undefined) return undefined;
  const rows = await database.query(
    'SELECT status, COUNT(*) AS members, SUM(progress) AS percents FROM s_tasks WHERE group_id = ? GROUP BY status',
    [id],
  );
  const counts = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0, total: 0 };
  let percents = 0;
  for (const row of rows) {
    const status = Number(row['status']);
    const members = Number(row['members']);
    counts[wordOf(status)] += members;
    counts.total += members;
    percents += status >= TASK_STATUS.finished ? members * 100 : Number(row['percents']);
  }
  return {
    id,
    title: String(group['title']),
    createdAt: parseTime(group['created_at']) ?? new Date(0),
    finishedAt: parseTime(group['finished_at']),
    ageMs: Number(group['age']),
    counts,
    percents,
  };
}

function wordOf(status: number): 'pending' | 'running' | 'completed' | 'failed' | 'cancelled' {
  if (status <= TASK_STATUS.queued) return 'pending';
  if (status < TASK_STATUS.finished) return 'running';
  if (status === TASK_STATUS.finished) return 'completed';
  return status === TASK_STATUS.failed ? 'failed' : 'cancelled';
}

export async function completionOf(database: Database, id: number): Promise<NewTask | null> {
  const [row] = await database.query('SELECT on_complete FROM s_task_groups WHERE id = ?', [id]);
  const stored = readJson(row?.['on_complete']) as (Omit<NewTask, 'startAt'> & { startAt: string | null }) | null;
  return stored && { ...stored, startAt: stored.startAt === null ? null : new Date(stored.startAt) };
}

export function finishGroup(
  database: Database,
  id: number,
  completion: NewTask | null,
  hasReturning: boolean,
): Promise<{ readonly task: TaskRow | null } | undefined> {
  return withoutDuplicates(() =>
    database.transaction(async (sql) => {
      const { affected } = await sql.execute(
        `UPDATE s_task_groups SET status = ${DONE}, finished_at = ${sql.dialect.now} WHERE id = ? AND status = ${OPEN}`,
        [id],
      );
      if (affected === 0) return undefined;
      const [inserted] = completion === null ? [] : await insertLinkedWithin(sql, [completion], hasReturning);
      return { task: inserted?.row ?? null };
    }),
  );
}
