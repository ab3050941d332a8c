import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isMigrated, migrate } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';

import { forEachDatabase, forEachEmptyPlace } from '../helpers/databases.js';

forEachEmptyPlace('an empty database', ({ create }) => {
  test('is migrated once and then has nothing left to do', async () => {
    const { url } = await create();
    await using opened = await open(url);
    assert.equal(await isMigrated(opened.database), false);
    assert.deepEqual(await migrate(opened.database), ['CreateStaskTables1764000000000']);
    assert.equal(await isMigrated(opened.database), true);
    assert.deepEqual(await migrate(opened.database), []);
  });

  test('is migrated by several connections at once without an error', async () => {
    const { url } = await create();
    const opened = await Promise.all([open(url), open(url), open(url)]);
    const applied = await Promise.all(opened.map(({ database }) => migrate(database)));
    assert.equal(applied.flat().length, 1);
    for (const each of opened) await each[Symbol.asyncDispose]();
  });

  test('keeps the rows of tables that exist with fewer columns and adds the rest', async () => {
    const { url } = await create();
    await using opened = await open(url);
    const { database } = opened;
    await database.execute(
      'CREATE TABLE s_workers (id INTEGER PRIMARY KEY, identifier VARCHAR(64), class VARCHAR(255))',
    );
    await database.execute("INSERT INTO s_workers (id, identifier, class) VALUES (7, 'mail', 'x')");
    await migrate(database);
    const rows = await database.query('SELECT id, identifier, health FROM s_workers');
    assert.deepEqual(
      rows.map((row) => ({ ...row, id: Number(row['id']) })),
      [{ id: 7, identifier: 'mail', health: 'ok' }],
    );
  });
});

forEachDatabase('the database clock', (given) => {
  test('gives, adds and subtracts milliseconds in UTC', async () => {
    const { dialect } = given.database;
    const at = (sql: string) => dialect.readTime(sql);
    const [row] = await given.database.query<{ now: string; later: string; difference: unknown }>(
      `SELECT ${at(dialect.now)} AS now, ${at(dialect.nowPlusMs('?'))} AS later,
       ${dialect.msBetween(dialect.now, dialect.nowPlusMs('?'))} AS difference`,
      [90_500, -1500],
    );
    const { parseTime } = await import('#src/typeorm/dialect.js');
    const now = parseTime(row?.now)?.getTime() ?? 0;
    assert.ok(Math.abs(now - Date.now()) < 60_000);
    assert.ok(Math.abs((parseTime(row?.later)?.getTime() ?? 0) - now - 90_500) < 1000);
    assert.ok(Math.abs(Number(row?.difference) + 1500) < 1000);
  });
});

async function open(url: string) {
  const database = await openDatabase({ url, storagePath: '.' });
  return { database, [Symbol.asyncDispose]: () => database.close() };
}
