import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import Database from 'libsql';

import { isStaskError } from '#src/errors.js';
import type { StaskErrorCode } from '#src/errors.js';
import { ensureMigrated, migrate } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';

import { forEachEmptyPlace } from '../helpers/databases.js';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stask-open-'));
});
after(() => rm(folder, { recursive: true, force: true }));

describe('without URL and DataSource', () => {
  test('the embedded database is a file in the storage folder, which is made', async () => {
    const database = await openDatabase({ storagePath: 'deep/storage', cwd: folder });
    await ensureMigrated(database);
    await database.close();
    assert.ok(existsSync(join(folder, 'deep/storage/stask.sqlite')));
    assert.equal(database.embedded, true);
  });

  for (const [durability, level] of [
    ['normal', 1],
    ['full', 2],
  ] as const) {
    test(`durability ${durability} is synchronous level ${level}, in WAL mode`, async () => {
      const database = await openDatabase({ storagePath: folder, durability });
      const [mode] = await database.query('PRAGMA journal_mode');
      const [synchronous] = await database.query('PRAGMA synchronous');
      await database.close();
      assert.deepEqual([mode?.['journal_mode'], synchronous?.['synchronous']], ['wal', level]);
    });
  }
});

describe('a database URL', () => {
  test('of SQLite is a path relative to the working directory, or memory', async () => {
    const file = await openDatabase({ url: 'sqlite:sub/x.sqlite', storagePath: '.', cwd: folder });
    await file.close();
    assert.ok(existsSync(join(folder, 'sub/x.sqlite')));
    const memory = await openDatabase({ url: 'sqlite::memory:', storagePath: '.' });
    await migrate(memory);
    assert.deepEqual(await createWorkerStore(memory).list(), []);
    await memory.close();
  });

  for (const url of [
    'oracle://scott:tiger@db/x',
    'tiger',
    '',
    'mysql://root:tiger@localhost',
    'sqlite:',
    'sqlite:folder/',
    'http://x/tiger',
  ]) {
    test(`"${url}" is refused without repeating credentials`, async () => {
      const error = await failure({ url, storagePath: '.' }, 'STASK_CONFIG_INVALID');
      assert.doesNotMatch(error.message, /tiger/);
      assert.match(error.message, /mysql:\/\//);
    });
  }
});

describe('a database that cannot be used is one clear error:', () => {
  test('a server that is down', async () => {
    for (const url of ['mysql://root:tiger@127.0.0.1:1/x', 'postgres://root:tiger@127.0.0.1:1/x']) {
      const error = await failure({ url, storagePath: '.' }, 'STASK_DATABASE_UNAVAILABLE');
      assert.match(error.message, /127\.0\.0\.1:1\/x.*ECONNREFUSED/);
      assert.doesNotMatch(error.message, /tiger|root/);
    }
  });

  test('a folder that cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const error = await failure({ storagePath: join(folder, 'file/storage') }, 'STASK_DATABASE_UNAVAILABLE');
    assert.match(error.message, /file\/storage/);
  });

  test('a file that is no SQLite database', async () => {
    await writeFile(join(folder, 'text.sqlite'), 'hello '.repeat(1000));
    const url = `sqlite:${join(folder, 'text.sqlite')}`;
    const { message } = await failure({ url, storagePath: '.' }, 'STASK_DATABASE_UNAVAILABLE');
    assert.match(message, /text\.sqlite cannot be used \(SQLITE_NOTADB\)\. Check .* the file is an SQLite database/);
  });

  test('a read-only one', async () => {
    const database = await openDatabase({ storagePath: folder });
    await database.query('PRAGMA query_only = ON');
    await rejectsWith(database.execute('CREATE TABLE x (y)'), 'STASK_DATABASE_READONLY');
    await database.close();
  });

  test('one that another process keeps locked', async () => {
    const file = join(folder, 'locked.sqlite');
    const database = await openDatabase({ url: `sqlite:${file}`, storagePath: '.' });
    const holder = new Database(file);
    holder.exec('BEGIN IMMEDIATE');
    await database.query('PRAGMA busy_timeout = 0');
    await rejectsWith(database.execute('CREATE TABLE x (y)'), 'STASK_DATABASE_LOCKED');
    holder.exec('ROLLBACK');
    holder.close();
    await database.execute('CREATE TABLE x (y)');
    await database.close();
  });

  test('but not an error of other code inside a transaction', async () => {
    const database = await openDatabase({ url: 'sqlite::memory:', storagePath: '.' });
    const error = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    await assert.rejects(
      database.transaction(() => Promise.reject(error)),
      error,
    );
    await database.close();
  });

  test('one that was closed', async () => {
    const database = await openDatabase({ storagePath: folder });
    await database.close();
    await database.close();
    await rejectsWith(database.query('SELECT 1'), 'STASK_CLOSED');
  });

  test('both a URL and a DataSource', async () => {
    await failure({ url: 'sqlite::memory:', dataSource: {}, storagePath: '.' }, 'STASK_CONFIG_INVALID');
  });

  for (const dataSource of [{}, null, 'x', { options: { type: 'mongodb' }, createQueryRunner() {} }]) {
    test(`a DataSource that is ${JSON.stringify(dataSource)}`, async () => {
      const error = await failure({ dataSource, storagePath: '.' }, 'STASK_CONFIG_INVALID');
      if (dataSource !== null && typeof dataSource === 'object' && 'options' in dataSource) {
        assert.match(error.message, /"mongodb".*better-sqlite3/);
      }
    });
  }
});

forEachEmptyPlace('an empty database', ({ kind, create }) => {
  test('is not migrated, and says so at first use and when it is checked', async () => {
    const { url } = await create();
    const database = await openDatabase({ url, storagePath: '.' });
    await rejectsWith(createWorkerStore(database).list(), 'STASK_DATABASE_NOT_MIGRATED');
    await rejectsWith(ensureMigrated(database, false), 'STASK_DATABASE_NOT_MIGRATED');
    if (kind === 'sqlite') await ensureMigrated(database);
    else await rejectsWith(ensureMigrated(database), 'STASK_DATABASE_NOT_MIGRATED');
    await database.close();
  });

  test('undoes a transaction that fails, and runs it again after a deadlock', async () => {
    const { url } = await create();
    const database = await openDatabase({ url, storagePath: '.' });
    await migrate(database);
    const insert = "INSERT INTO s_audit (action) VALUES ('x')";
    await assert.rejects(
      database.transaction(async (sql) => {
        await sql.execute(insert);
        throw new RangeError('no');
      }),
      RangeError,
    );
    let runs = 0;
    await database.transaction(async (sql) => {
      await sql.execute(insert);
      if (++runs < 3)
        throw Object.assign(new Error('deadlock'), { code: kind === 'postgres' ? '40P01' : 'SQLITE_BUSY' });
    });
    const [row] = await database.query<{ count: unknown }>('SELECT COUNT(*) AS count FROM s_audit');
    assert.deepEqual([runs, Number(row?.count)], [3, 1]);
    await database.close();
  });

  if (kind === 'sqlite') return;

  test('refuses a wrong user or database in one line', async () => {
    const { url } = await create();
    const wrong = new URL(url);
    wrong.pathname = '/stask_no_such_database';
    const error = await failure({ url: wrong.href, storagePath: '.' }, 'STASK_DATABASE_UNAVAILABLE');
    assert.match(error.message, /refused the connection/);
    assert.doesNotMatch(error.message, /\n/);
  });

  test('has a real deadlock resolved without an error', async () => {
    const { url } = await create();
    const database = await openDatabase({ url, storagePath: '.' });
    await migrate(database);
    await database.execute("INSERT INTO s_audit (action) VALUES ('a'), ('b')");
    const meeting = [gate(), gate()] as const;
    const crossing = (first: string, second: string, mine: 0 | 1) => {
      let run = 0;
      return database.transaction(async (sql) => {
        await sql.execute("UPDATE s_audit SET origin = 'x' WHERE action = ?", [first]);
        meeting[mine].open();
        if (++run === 1) await meeting[mine === 0 ? 1 : 0].opened;
        await sql.execute("UPDATE s_audit SET origin = 'y' WHERE action = ?", [second]);
        return run;
      });
    };
    const runs = await Promise.all([crossing('a', 'b', 0), crossing('b', 'a', 1)]);
    assert.equal(Math.max(...runs), 2);
    await database.close();
  });
});

test('SQLite: a statement outside of a running transaction is not undone with it', async () => {
  const database = await openDatabase({ url: 'sqlite::memory:', storagePath: '.' });
  await migrate(database);
  const failing = database.transaction(async (sql) => {
    await sql.execute("INSERT INTO s_audit (action) VALUES ('inside')");
    throw new RangeError('no');
  });
  await Promise.all([
    assert.rejects(failing, RangeError),
    database.execute("INSERT INTO s_audit (action) VALUES ('outside')"),
  ]);
  assert.deepEqual(
    (await database.query('SELECT action FROM s_audit')).map(({ action }) => action),
    ['outside'],
  );
  await database.close();
});

test('SQLite: a lone null is a value', async () => {
  const database = await openDatabase({ url: 'sqlite::memory:', storagePath: '.' });
  assert.deepEqual(
    (await database.query('SELECT ? AS given', [null])).map((row) => row['given']),
    [null],
  );
  await database.close();
});

function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

async function failure(options: Parameters<typeof openDatabase>[0], code: StaskErrorCode): Promise<Error> {
  return rejectsWith(openDatabase(options), code);
}

async function rejectsWith(promise: Promise<unknown>, code: StaskErrorCode): Promise<Error> {
  const error: unknown = await promise.then(
    () => assert.fail('it succeeded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(isStaskError(error, code), String(error));
  return error;
}
