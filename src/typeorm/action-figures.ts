import { setImmediate as turn } from 'node:timers/promises';
import { TASK_STATUS } from '../store/task-row.js';
import type { ActionFigures } from '../store/task-figures.js';
import { sumOfFigures, type ActionSums } from './action-sums.js';
import type { Database, Sql } from './database.js';
import { parseTime, tasksBy } from './dialect.js';

/** Ends that one statement reads: on SQLite nothing else happens in the process meanwhile. */
const AT_ONCE = 8_000;
/** A server reads several parts of a big table from its disk at the same time. */
const STATEMENTS = 4;

/** Figures per action of what ended in the last `hours`, read in parts. */
export async function actionFigures(database: Database, hours: number, identifier?: string): Promise<ActionFigures[]> {
  const parts = (await startsOfParts(database, hours)).map((from, index, all) => [from, all[index + 1]] as const);
  const sums: ActionSums[] = [];
  const left = parts.values();
  const readAll = async (): Promise<void> => {
    for (const [from, until] of left) {
      sums.push(...(await sumsBetween(database, from, until, identifier)));
      await turn();
    }
  };
  const readers = database.dialect.name === 'sqlite' ? 1 : STATEMENTS;
  await Promise.all(Array.from({ length: readers }, readAll));
  return sumOfFigures(sums);
}

/** When the parts begin, each with about as many ends as one statement reads. */
async function startsOfParts(sql: Sql, hours: number): Promise<Date[]> {
  const { readTime, now, timeParameter } = sql.dialect;
  const ends = `FROM ${tasksBy(sql.dialect, 's_tasks_finished')} WHERE finished_at >= ?`;
  const [clock] = await sql.query(`SELECT ${readTime(now)} AS clock_now`);
  const starts: Date[] = [];
  for (let next: Date | null = hoursBefore(parseTime(clock?.['clock_now']) ?? new Date(), hours); next !== null;) {
    starts.push(next);
    const [row] = await sql.query(
      `SELECT ${readTime('finished_at')} AS ended_at ${ends} ORDER BY finished_at LIMIT 1 OFFSET ${AT_ONCE}`,
      [timeParameter(next)],
    );
    const later = parseTime(row?.['ended_at']);
    next = later && new Date(Math.max(later.getTime(), next.getTime() + 1)); // all may have ended at once
    await turn();
  }
  return starts;
}

/** Nothing ended before 1970, however many hours are asked for. */
const hoursBefore = (time: Date, hours: number): Date => new Date(Math.max(0, time.getTime() - hours * 3_600_000));

const countOf = (status: number): string => `SUM(CASE WHEN status = ${status} THEN 1 ELSE 0 END)`;

async function sumsBetween(sql: Sql, from: Date, until: Date | undefined, identifier?: string): Promise<ActionSums[]> {
  const { dialect } = sql;
  const ran = `started_at IS NOT NULL AND status <> ${TASK_STATUS.cancelled}`;
  const took = `CASE WHEN ${ran} THEN ${dialect.msBetween('started_at', 'finished_at')} END`;
  const waited = `CASE WHEN ${ran} AND started_at >= available_at THEN ${dialect.msBetween('available_at', 'started_at')} END`;
  const rows = await sql.query(
    `SELECT identifier, action, ${countOf(TASK_STATUS.finished)} AS completed, ${countOf(TASK_STATUS.failed)} AS failed,
      ${countOf(TASK_STATUS.cancelled)} AS cancelled, SUM(CASE WHEN attempts > 1 THEN attempts - 1 ELSE 0 END) AS retries,
      COUNT(${took}) AS runs, SUM(${took}) AS sum_ms, MAX(${took}) AS max_ms, COUNT(${waited}) AS waits, SUM(${waited}) AS wait_ms
     FROM ${tasksBy(dialect, 's_tasks_finished')}
     WHERE status IN (${TASK_STATUS.finished}, ${TASK_STATUS.failed}, ${TASK_STATUS.cancelled}) AND finished_at >= ?
      ${until === undefined ? '' : ' AND finished_at < ?'}${identifier === undefined ? '' : ' AND identifier = ?'}
     GROUP BY identifier, action`,
    [
      dialect.timeParameter(from),
      ...(until === undefined ? [] : [dialect.timeParameter(until)]),
      ...(identifier === undefined ? [] : [identifier]),
    ],
  );
  return rows.map((row) => ({
    identifier: String(row['identifier']),
    action: String(row['action']),
    completed: Number(row['completed']),
    failed: Number(row['failed']),
    cancelled: Number(row['cancelled']),
    retries: Number(row['retries']),
    runs: Number(row['runs']),
    sumMs: Number(row['sum_ms']),
    maxMs: Number(row['max_ms']),
    waits: Number(row['waits']),
    waitMs: Number(row['wait_ms']),
  }));
}
