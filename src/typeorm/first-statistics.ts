import type { Database } from './database.js';

/** From about here on a plan for a nearly empty table is a bad one. */
const MANY_ROWS = 10_000;

/**
 * Has PostgreSQL look at the table of tasks once many were inserted. Of a table that it has never looked at it expects a
 * handful of queued rows, and every claim sorts the whole backlog until autovacuum comes by, up to a minute later.
 *
 * @returns takes how many rows were inserted, each time; gives a promise the time it looks
 */
export function firstStatistics(database: Database): (inserted: number) => Promise<void> | undefined {
  let left = database.dialect.name === 'postgres' ? MANY_ROWS : Infinity;
  return (inserted) => {
    left -= inserted;
    if (left > 0) return undefined;
    left = Infinity;
    return lookOnce(database).catch(() => undefined); // the tasks are in the table; that their claims are slow is no error
  };
}

async function lookOnce(database: Database): Promise<void> {
  const [table] = await database.query(
    `SELECT reltuples AS seen FROM pg_class WHERE oid = CAST('s_tasks' AS regclass)`,
  );
  if (Number(table?.['seen'] ?? 0) < MANY_ROWS) await database.execute('ANALYZE s_tasks');
}
