import type { TaskStatus } from '../store/task-row.js';
import type { Sql } from './database.js';
import { tasksBy } from './dialect.js';

import { marks } from './task-columns.js';
import { lightColumns, lightTask, type LightTask } from './task-rows-light.js';

/** Restricts figures to these workers; undefined means all. */
export type OnlyWorkers = readonly string[] | undefined;

const onlyWorkers = (workers: OnlyWorkers): { sql: string; parameters: readonly string[] } =>
  workers === undefined
    ? { sql: '', parameters: [] }
    : { sql: workers.length === 0 ? ' AND 1 = 0' : ` AND identifier IN (${marks(workers)})`, parameters: workers };

/** How many tasks are in each unfinished state, counted up to `most` each. */
export async function countUnfinished(
  sql: Sql,
  workers: OnlyWorkers,
  most: number,
): Promise<ReadonlyMap<TaskStatus, number>> {
  const only = onlyWorkers(workers);
  const counts = new Map<TaskStatus, number>();
  for (const status of [5, 7, 10, 30, 50] as const) {
    const [row] = await sql.query(
      `SELECT COUNT(*) AS amount FROM (SELECT 1 AS one FROM s_tasks WHERE status = ${status}${only.sql} LIMIT ${most}) AS counted`,
      only.parameters,
    );
    counts.set(status, Number(row?.['amount'] ?? 0));
  }
  return counts;
}

export interface HourFigures {
  /** UTC, `YYYY-MM-DD HH`. */
  readonly hour: string;
  readonly status: TaskStatus;
  readonly count: number;
}

/** Ends since a moment by the hour and state, from the index of ends alone when all workers are asked for. */
export async function endsByHour(sql: Sql, workers: OnlyWorkers, since: Date): Promise<HourFigures[]> {
  const only = onlyWorkers(workers);
  const { readTime, timeParameter } = sql.dialect;
  const rows = await sql.query(
    `SELECT SUBSTR(${readTime('finished_at')}, 1, 13) AS ended_hour, status, COUNT(*) AS amount
     FROM ${tasksBy(sql.dialect, 's_tasks_finished')} WHERE finished_at >= ?${only.sql} GROUP BY 1, 2`,
    [timeParameter(since), ...only.parameters],
  );
  return rows.map((row) => ({
    hour: String(row['ended_hour']),
    status: Number(row['status']) as TaskStatus,
    count: Number(row['amount']),
  }));
}

export interface TroubleFigures {
  /** Held tasks whose runner went silent. */
  readonly stalled: number;
  /** Asked to stop for more than 30 s. */
  readonly stuck: number;
  /** Planned tasks a minute or more behind their time. */
  readonly overdue: number;
  readonly liveRunners: number;
}

export async function troubleFigures(sql: Sql, workers: OnlyWorkers): Promise<TroubleFigures> {
  const only = onlyWorkers(workers);
  const { now, nowPlusMs } = sql.dialect;
  const count = async (where: string, parameters: readonly unknown[] = only.parameters): Promise<number> => {
    const [row] = await sql.query(`SELECT COUNT(*) AS amount FROM ${where}`, parameters);
    return Number(row?.['amount'] ?? 0);
  };
  const held = 's_tasks WHERE status IN (30, 50)';
  return {
    stalled: await count(`${held} AND lease_until < ${now}${only.sql}`),
    stuck: await count(`${held} AND cancel_requested_at < ${nowPlusMs('-30000')}${only.sql}`),
    overdue: await count(
      `(SELECT 1 AS one FROM s_tasks WHERE status = 5 AND available_at < ${nowPlusMs('-60000')}${only.sql} LIMIT 1000) AS late`,
    ),
    liveRunners: await count(`s_runners WHERE heartbeat_at > ${nowPlusMs('-60000')}`, []),
  };
}

/** Planned tasks, the next one first. */
export async function nextPlanned(sql: Sql, workers: OnlyWorkers, limit: number): Promise<LightTask[]> {
  const only = onlyWorkers(workers);
  const rows = await sql.query(
    `SELECT ${lightColumns(sql.dialect)} FROM s_tasks WHERE status = 5${only.sql} ORDER BY available_at, id LIMIT ${limit}`,
    only.parameters,
  );
  return rows.map(lightTask);
}

export async function databaseVersion(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ version?: string }>(sql.dialect.versionQuery);
  return row?.version ?? '';
}
