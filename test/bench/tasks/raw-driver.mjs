// What a program without a queue would do: the driver alone, the same row, the same three batched statements.
import Database from 'libsql';
import mysql from 'mysql2/promise';
import pg from 'pg';

const numbered = (sql) => {
  let n = 0;
  return sql.replaceAll('?', () => `$${++n}`);
};

/** `query(sql, parameters)` gives rows, on one connection; `?` marks parameters. */
export async function openRaw(kind, url) {
  if (kind === 'sqlite') {
    const database = new Database(url.slice('sqlite:'.length));
    database.pragma('busy_timeout = 5000');
    database.pragma('synchronous = NORMAL');
    const known = new Map();
    const statement = (sql) => known.get(sql) ?? known.set(sql, database.prepare(sql)).get(sql);
    return {
      query: async (sql, values = []) =>
        statement(sql).reader ? statement(sql).all(values) : statement(sql).run(values),
      close: async () => database.close(),
    };
  }
  if (kind === 'mysql') {
    const connection = await mysql.createConnection({ uri: url, timezone: 'Z' });
    return {
      query: async (sql, values = []) => (await connection.query(sql, values))[0],
      close: () => connection.end(),
    };
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    query: async (sql, values = []) => (await client.query(numbered(sql), values)).rows,
    close: () => client.end(),
  };
}

const NOW = { sqlite: "strftime('%Y-%m-%d %H:%M:%f','now')", mysql: 'UTC_TIMESTAMP(3)', postgres: 'clock_timestamp()' };
const SOON = {
  sqlite: "strftime('%Y-%m-%d %H:%M:%f','now','+20 seconds')",
  mysql: 'UTC_TIMESTAMP(3) + INTERVAL 20 SECOND',
  postgres: "clock_timestamp() + interval '20 seconds'",
};

/** The row as sTask stores it; a single insert gets to know the id, which on PostgreSQL has to be asked for. */
export function insertSql(kind, rows) {
  const one = `(?, ?, ?, ?, ?, 10, '')`;
  const returning = rows === 1 && kind === 'postgres' ? ' RETURNING id' : '';
  return `INSERT INTO s_tasks (identifier, action, priority, meta, max_attempts, status, message) VALUES ${Array.from({ length: rows }, () => one).join(', ')}${returning}`;
}
export const rowValues = (n) => ['bench', 'noop', 2, JSON.stringify({ n }), 3];

const BATCH = 50;

/** Claims, starts and finishes everything queued, 50 at a time; returns how many. */
export async function runRaw(kind, raw) {
  const claimed = `status = 30, fence = fence + 1, claimed_by = 'raw', lease_until = ${SOON[kind]}, updated_at = ${NOW[kind]}`;
  const ready = `SELECT id FROM s_tasks ${kind === 'sqlite' ? 'INDEXED BY s_tasks_claim ' : ''}WHERE status = 10 ORDER BY priority, id LIMIT ${BATCH}`;
  let done = 0;
  for (;;) {
    const ids = (await claim(kind, raw, ready, claimed)).map(({ id, meta }) => (JSON.parse(meta), id));
    if (ids.length === 0) return done;
    const mine = `id IN (${ids.join(', ')})`;
    await raw.query(
      `UPDATE s_tasks SET status = 50, attempts = attempts + 1, started_at = ${NOW[kind]}, start_at = ${NOW[kind]}, updated_at = ${NOW[kind]} WHERE ${mine} AND status = 30`,
    );
    await raw.query(
      `UPDATE s_tasks SET status = 80, progress = 100, message = '', lease_until = NULL, finished_at = ${NOW[kind]}, updated_at = ${NOW[kind]} WHERE ${mine} AND status = 50`,
    );
    done += ids.length;
  }
}

async function claim(kind, raw, ready, claimed) {
  const columns = 'id, identifier, action, meta, attempts, fence';
  if (kind !== 'mysql') {
    const skip = kind === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : '';
    return raw.query(`UPDATE s_tasks SET ${claimed} WHERE id IN (${ready}${skip}) RETURNING ${columns}`);
  }
  await raw.query('START TRANSACTION');
  const rows = await raw.query(`${ready.replace('SELECT id', `SELECT ${columns}`)} FOR UPDATE SKIP LOCKED`);
  if (rows.length > 0)
    await raw.query(`UPDATE s_tasks SET ${claimed} WHERE id IN (${rows.map(({ id }) => id).join(', ')})`);
  await raw.query('COMMIT');
  return rows;
}
