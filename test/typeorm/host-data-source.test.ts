import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import * as typeorm from 'typeorm';
import type { DataSourceOptions } from 'typeorm';

import { columnsOf } from '#src/registry/candidate-columns.js';
import { staskEntities } from '#src/typeorm/entities.js';
import { isMigrated, migrate, staskMigrations } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';

import { forEachEmptyPlace } from '../helpers/databases.js';
import type { TestPlace } from '../helpers/databases.js';
import { candidate } from '../registry/sample-rows.js';

const require = createRequire(import.meta.url);

forEachEmptyPlace("a host's DataSource", ({ kind, create }) => {
  test('with our entities and migrations makes the tables, and both see the same rows', async () => {
    const host = new typeorm.DataSource({
      ...optionsOf(await create()),
      entities: [...staskEntities],
      migrations: [...staskMigrations],
    });
    await host.initialize();
    await host.runMigrations();
    const database = await openDatabase({ dataSource: host, storagePath: '.' });
    assert.deepEqual(await migrate(database), []);
    const { inserted } = await createWorkerStore(database).applyScan(() => ({
      insert: [columnsOf(candidate('mail', { title: '😀', settings: { a: [1] } }))],
      update: [],
    }));
    const repository = host.getRepository<Record<string, unknown>>('s_workers');
    const row = await repository.findOneByOrFail({ identifier: 'mail' });
    assert.deepEqual(
      [row['id'], row['packageName'], row['title'], row['defaults'], row['active']],
      [inserted[0]?.id, 'shop', '😀', { a: [1] }, false],
    );
    assert.deepEqual(row['createdAt'], inserted[0]?.createdAt);
    await host.synchronize();
    assert.equal(await isMigrated(database), true);
    await database.close();
    assert.equal(host.isInitialized, true);
    await host.undoLastMigration();
    await host.destroy();
  });

  test('that shares only its connection is migrated by us, stays open, and uses transactions of its own', async () => {
    const host = await new typeorm.DataSource(optionsOf(await create())).initialize();
    const database = await openDatabase({ dataSource: host, storagePath: '.' });
    assert.equal(database.embedded, false);
    assert.equal((await migrate(database)).length, 1);
    const store = createWorkerStore(database);
    await Promise.all([
      host.transaction(async (manager) => {
        await manager.query('SELECT 1');
        await manager.query('SELECT 2');
      }),
      store.applyScan((rows) => ({ insert: rows.length > 0 ? [] : [columnsOf(candidate('mail'))], update: [] })),
    ]);
    assert.equal((await store.list()).length, 1);
    await database.close();
    assert.equal(host.isInitialized, true);
    await host.destroy();
  });

  test('that is not initialised is opened and closed by us', async () => {
    const host = new typeorm.DataSource(optionsOf(await create()));
    const database = await openDatabase({ dataSource: host, storagePath: '.' });
    assert.equal(host.isInitialized, true);
    await database.close();
    assert.equal(host.isInitialized, false);
  });

  test('of a second copy of TypeORM works, with our entities too', async () => {
    const copy = secondTypeorm();
    assert.notEqual(copy.DataSource, typeorm.DataSource);
    const entities = [...staskEntities];
    const migrations = [...staskMigrations];
    const host = await new copy.DataSource({ ...optionsOf(await create()), entities, migrations }).initialize();
    await host.runMigrations();
    const database = await openDatabase({ dataSource: host, storagePath: '.' });
    await createWorkerStore(database).applyScan(() => ({ insert: [columnsOf(candidate('mail'))], update: [] }));
    assert.equal(await host.getRepository('s_workers').count(), 1);
    await database.close();
    await host.destroy();
  });

  if (kind !== 'postgres') return;

  test('with a schema of its own that is not on the search path is used there', async () => {
    const place = await create();
    const elsewhere = new URL(place.url);
    const schema = elsewhere.searchParams.get('options')?.replace('-csearch_path=', '') ?? '';
    elsewhere.searchParams.delete('options');
    const options = { ...optionsOf({ ...place, url: elsewhere.href }), schema } as DataSourceOptions;
    const host = new typeorm.DataSource({ ...options, migrations: [...staskMigrations] });
    await host.initialize();
    await host.runMigrations();
    const database = await openDatabase({ dataSource: host, storagePath: '.' });
    assert.equal(await isMigrated(database), true);
    const store = createWorkerStore(database);
    await store.applyScan(() => ({ insert: [columnsOf(candidate('mail'))], update: [] }));
    await store.changeSettings('mail', () => ({ a: 1 }));
    const [row] = await host.query<Array<{ n: string }>>(`SELECT COUNT(*) AS n FROM ${schema}.s_workers`);
    assert.equal(Number(row?.n), 1);
    await database.close();
    await host.destroy();
  });
});

function optionsOf({ kind, url }: TestPlace): DataSourceOptions {
  if (kind === 'mysql') return { type: 'mariadb', url: url.replace('mysql:', 'mariadb:') };
  if (kind === 'postgres') return { type: 'postgres', url };
  return { type: 'better-sqlite3', driver: require('libsql') as unknown, database: url.slice('sqlite:'.length) };
}

function isTypeorm(file: string): boolean {
  return /[\\/]node_modules[\\/]typeorm[\\/]/.test(file);
}

/** TypeORM loaded once more from the same files, as a nested installation would. */
function secondTypeorm(): typeof typeorm {
  const loaded = Object.entries(require.cache).filter(([file]) => isTypeorm(file));
  for (const [file] of loaded) delete require.cache[file];
  const copy = require('typeorm') as typeof typeorm;
  for (const file of Object.keys(require.cache).filter(isTypeorm)) delete require.cache[file];
  for (const [file, module] of loaded) require.cache[file] = module;
  return copy;
}
