import type { Database } from './database.js';
import { formatTime, parseTime } from './dialect.js';
import { lightColumns, lightTask, type LightTask } from './task-rows-light.js';

/** How far somebody has read the changes of `s_tasks`. */
export interface FeedPosition {
  readonly lastId: number;
  /** By the database's clock. */
  readonly at: Date;
}

export interface FeedPage {
  readonly tasks: LightTask[];
  readonly next: FeedPosition;
  /** More changed than one page holds: read everything again. */
  readonly overflow: boolean;
}

const PAGE = 300;
/** A transaction writes its time before others can read it. */
const LATE_COMMIT_MS = 2_000;

export async function feedStart(database: Database): Promise<FeedPosition> {
  const { readTime, now } = database.dialect;
  const [row] = await database.query(`SELECT ${readTime(now)} AS clock_now, (SELECT MAX(id) FROM s_tasks) AS last_id`);
  return { lastId: Number(row?.['last_id'] ?? 0), at: parseTime(row?.['clock_now']) ?? new Date() };
}

/**
 * Tasks that are new or changed since a position, by whichever process: new ids, held tasks that report, tasks that
 * ended, and tasks that went back to the queue. Each part is a range of an index that exists for the queue itself. A
 * task may come twice.
 */
export async function feedSince(database: Database, { lastId, at }: FeedPosition): Promise<FeedPage> {
  const { dialect } = database;
  const start = await feedStart(database);
  const since = dialect.timeParameter(new Date(at.getTime() - LATE_COMMIT_MS));
  const until = dialect.timeParameter(start.at);
  const parts: Array<[string, unknown[]]> = [
    ['id > ? ORDER BY id', [lastId]],
    ['status IN (30, 50) AND updated_at >= ? ORDER BY id', [since]],
    ...([80, 100, 110].map((status) => [
      `status = ${status} AND finished_at >= ? ORDER BY finished_at`,
      [since],
    ]) as Array<[string, unknown[]]>),
    ...([5, 7, 10].map((status) => [
      `status = ${status} AND available_at >= ? AND available_at <= ? ORDER BY available_at`,
      [since, until],
    ]) as Array<[string, unknown[]]>),
  ];
  const rows = await database.query(
    parts
      .map(
        ([where], index) =>
          `SELECT * FROM (SELECT ${lightColumns(dialect)} FROM s_tasks WHERE ${where} LIMIT ${PAGE}) AS f${index}`,
      )
      .join(' UNION ALL '),
    parts.flatMap(([, values]) => values),
  );
  const tasks = new Map(rows.map((row) => [Number(row['id']), lightTask(row)]));
  return {
    tasks: [...tasks.values()],
    next: { lastId: Math.max(start.lastId, lastId), at: start.at },
    overflow: rows.length >= PAGE,
  };
}

/** What tells one state of a row from the next. */
export function signatureOf({ updatedAt, status, progress, message, attempts }: LightTask): string {
  return `${formatTime(updatedAt)} ${status} ${progress} ${attempts} ${message}`;
}
