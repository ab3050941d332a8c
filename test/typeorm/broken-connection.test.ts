import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { createConnection, createPool } from 'mysql2/promise';
import pg from 'pg';

import { isStaskError } from '#src/errors.js';
import type { Database, Sql } from '#src/typeorm/database.js';
import { explainDatabaseError } from '#src/typeorm/database-error.js';

import { forEachDatabase } from '../helpers/databases.js';

const unavailable = (error: unknown): boolean => isStaskError(error, 'STASK_DATABASE_UNAVAILABLE');

/** Ends the session of `sql` from another connection, as an administrator would. */
async function endSession(sql: Sql, database: Database): Promise<void> {
  const isPostgres = sql.dialect.name === 'postgres';
  const [row] = await sql.query<{ id: unknown }>(`SELECT ${isPostgres ? 'pg_backend_pid()' : 'CONNECTION_ID()'} AS id`);
  const id = Number(row?.id);
  if (isPostgres) await database.query('SELECT pg_terminate_backend(?)', [id]);
  else await database.execute(`KILL ${id}`);
}

forEachDatabase('a connection that breaks', (given) => {
  test('between two statements of a transaction is the database being away', async (t) => {
    if (given.kind === 'sqlite') return t.skip('a file has no connection');
    const { database } = given;
    const work = database.transaction(async (sql) => {
      await endSession(sql, database);
      await sleep(200); // the news of the end arrives while nothing waits for an answer
      return sql.query('SELECT 1 AS one');
    });
    await assert.rejects(work, unavailable);
    assert.deepEqual(await database.query('SELECT 1 AS one'), [{ one: 1 }]);
  });

  test('and is asked once more is the database being away', async (t) => {
    if (given.kind === 'sqlite') return t.skip('a file has no connection');
    const asked = given.kind === 'mysql' ? await askClosedMysql(given.url) : await askClosedPostgres(given.url);
    assert.ok(asked.length > 0);
    for (const error of asked)
      assert.ok(
        unavailable(explainDatabaseError(error, 'here')),
        error instanceof Error ? error.message : String(error),
      );
  });
});

async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => assert.fail('a closed connection answered'),
    (error: unknown) => error,
  );
}

async function askClosedMysql(url: string): Promise<unknown[]> {
  const connection = await createConnection(url);
  await connection.end();
  const pool = createPool(url);
  await pool.end();
  return [await errorOf(() => connection.query('SELECT 1')), await errorOf(() => pool.query('SELECT 1'))];
}

async function askClosedPostgres(url: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
  const pool = new pg.Pool({ connectionString: url });
  await pool.end();
  return [await errorOf(() => client.query('SELECT 1')), await errorOf(() => pool.query('SELECT 1'))];
}
