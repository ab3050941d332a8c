import { StaskError } from '../errors.js';
import { LINK } from '../store/task-links.js';
import { TASK_STATUS, type TaskStatus } from '../store/task-row.js';
import type { InsertedTask, NewTask } from '../store/new-task.js';
import type { Database, Sql } from './database.js';
import { batchParameter, batchSource, batchUpdate } from './task-batch.js';
import { marks } from './task-columns.js';
import { insertWithin } from './task-insert.js';

const CHUNK = 1_000;

/** True for a task that plain inserts cannot make: it has rows in other tables. */
export const isLinked = ({ after = [], groupId, webhook }: NewTask): boolean =>
  after.length > 0 || groupId !== undefined || webhook !== undefined;

/**
 * Inserts tasks that wait for others or belong to a group, in one transaction. The tasks waited for are locked first:
 * one that ends at this moment has either ended before, or its end sees that somebody waits.
 *
 * @throws STASK_TASK_NOT_FOUND, STASK_TASK_STATE for a task that failed or was cancelled
 */
export function insertLinked(
  database: Database,
  tasks: readonly NewTask[],
  hasReturning: boolean,
): Promise<InsertedTask[]> {
  return database.transaction((sql) => insertLinkedWithin(sql, tasks, hasReturning));
}

export async function insertLinkedWithin(
  sql: Sql,
  tasks: readonly NewTask[],
  hasReturning: boolean,
): Promise<InsertedTask[]> {
  const unfinished = await lockDependencies(sql, [...new Set(tasks.flatMap(({ after = [] }) => after))]);
  const inserted = await insertWithin(sql, tasks, hasReturning);
  const links = tasks.flatMap((task, index) => {
    const { row, created } = inserted[index]!;
    return created && isLinked(task) ? [linkOf(task, row.id, unfinished)] : [];
  });
  if (links.length === 0) return inserted;
  await writeLinks(sql, links);
  const written = new Map(links.map((link) => [link.id, link]));
  return inserted.map(({ row, created }) => {
    const link = written.get(row.id);
    if (link === undefined) return { row, created };
    return {
      row: { ...row, links: link.links, status: link.waiting === 1 ? TASK_STATUS.waiting : row.status },
      created,
    };
  });
}

interface Links {
  readonly id: number;
  readonly links: number;
  readonly group_id: number | null;
  readonly waiting: 0 | 1;
  readonly after: readonly number[];
  readonly webhook: NewTask['webhook'];
}

function linkOf({ after = [], groupId, webhook }: NewTask, id: number, unfinished: ReadonlySet<number>): Links {
  return {
    id,
    links:
      (after.length > 0 ? LINK.dependencies : 0) |
      (groupId === undefined ? 0 : LINK.group) |
      (webhook === undefined ? 0 : LINK.webhook),
    group_id: groupId ?? null,
    waiting: after.some((each) => unfinished.has(each)) ? 1 : 0,
    after,
    webhook,
  };
}

async function writeLinks(sql: Sql, links: readonly Links[]): Promise<void> {
  const update = batchUpdate(sql.dialect, {
    columns: { id: 'integer', links: 'integer', group_id: 'integer', waiting: 'integer' },
    set: {
      links: 'b.links',
      group_id: 'b.group_id',
      status: `CASE WHEN b.waiting = 1 THEN ${TASK_STATUS.waiting} ELSE s_tasks.status END`,
    },
    where: '1 = 1',
  });
  await sql.execute(update, [batchParameter(links.map(({ after: _after, webhook: _webhook, ...columns }) => columns))]);
  await insertWebhooks(sql, links);
  const edges = links.flatMap(({ id, after }) => after.map((on) => ({ id, depends_on: on })));
  if (edges.length === 0) return;
  const source = batchSource(sql.dialect, { id: 'integer', depends_on: 'integer' });
  await sql.execute(
    `INSERT INTO s_task_dependencies (task_id, depends_on_id) SELECT b.id, b.depends_on FROM ${source} WHERE true`,
    [batchParameter(edges)],
  );
}

async function insertWebhooks(sql: Sql, links: readonly Links[]): Promise<void> {
  const hooks = links.flatMap(({ id, webhook }) => (webhook === undefined ? [] : [{ id, ...webhook }]));
  if (hooks.length === 0) return;
  const source = batchSource(sql.dialect, { id: 'integer', url: 'text', secret: 'text' });
  await sql.execute(
    `INSERT INTO s_task_webhooks (task_id, url, secret) SELECT b.id, b.url, b.secret FROM ${source} WHERE true`,
    [batchParameter(hooks)],
  );
}

/** Marks the tasks that are waited for; those that have not ended. */
async function lockDependencies(sql: Sql, ids: readonly number[]): Promise<Set<number>> {
  const states = new Map<number, TaskStatus>();
  const ordered = ids.toSorted((a, b) => a - b);
  for (let from = 0; from < ordered.length; from += CHUNK) {
    const some = ordered.slice(from, from + CHUNK);
    const rows = await sql.query(
      `SELECT id, status FROM s_tasks WHERE id IN (${marks(some)}) ORDER BY id${sql.dialect.forUpdate}`,
      some,
    );
    for (const row of rows) states.set(Number(row['id']), Number(row['status']) as TaskStatus);
  }
  for (const id of ordered) refuseHopeless(id, states.get(id));
  const unfinished = ordered.filter((id) => states.get(id) !== TASK_STATUS.finished);
  for (let from = 0; from < unfinished.length; from += CHUNK) {
    const some = unfinished.slice(from, from + CHUNK);
    await sql.execute(`UPDATE s_tasks SET links = links | ${LINK.dependents} WHERE id IN (${marks(some)})`, some);
  }
  return new Set(unfinished);
}

function refuseHopeless(id: number, status: TaskStatus | undefined): void {
  if (status === undefined)
    throw new StaskError(
      'STASK_TASK_NOT_FOUND',
      `Task not created: it would wait for task ${id}, which does not exist.`,
    );
  if (status !== TASK_STATUS.failed && status !== TASK_STATUS.cancelled) return;
  const state = status === TASK_STATUS.failed ? 'failed' : 'cancelled';
  throw new StaskError(
    'STASK_TASK_STATE',
    `Task not created: it would wait for task ${id}, which is ${state}. Retry that one first: \`stask retry ${id}\`.`,
  );
}
