import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmodSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'libsql';
import { forEachDatabase, forEachEmptyPlace, type TestDatabase } from '../helpers/databases.js';
import { root, staskJson } from './run-stask.js';
import type { Failure } from './shapes.js';
import { createReadyHost, createTempHost, type TempHost } from './temp-host.js';

const host = createTempHost();
const ready = await createReadyHost();
after(() => {
  host.remove();
  ready.remove();
});

const COMMANDS = [['discover'], ['run', 'jobs', 'make']];

/** The command on this database. */
const at = (url: string, command: readonly string[]) => [...command, '--database', url];

/** Both forms of one failing command: one line for people, one document for programs, nothing else. */
async function assertOneLine(where: TempHost, args: readonly string[], code: string, says: RegExp): Promise<void> {
  const ran = await where.run(...args);
  assert.deepEqual([ran.code, ran.stdout], [5, ''], ran.stderr);
  assert.match(ran.stderr, new RegExp(`^error ${code} .*\n$`));
  assert.match(ran.stderr, says);
  const { code: exitCode, json } = await where.json<Failure>(...args);
  assert.deepEqual([exitCode, json.error.code], [5, code]);
  assert.match(json.error.message, says);
}

for (const url of ['mysql://nobody@127.0.0.1:1/none', 'postgres://nobody@127.0.0.1:1/none']) {
  test(`a server that is down is one line and exit code 5 (${new URL(url).protocol})`, async () => {
    for (const command of COMMANDS)
      await assertOneLine(host, [...command, '--database', url], 'STASK_DATABASE_UNAVAILABLE', /127\.0\.0\.1:1\/none/);
  });
}

forEachEmptyPlace('a server database', ({ kind, create }) => {
  const skip = kind === 'sqlite' && 'an SQLite file is migrated by itself';
  test('that is not migrated is one line that says how, and exit code 5', { skip }, async () => {
    const { url } = await create();
    for (const command of COMMANDS)
      await assertOneLine(host, [...command, '--database', url], 'STASK_DATABASE_NOT_MIGRATED', /stask migrate/);
    assert.equal((await host.run('migrate', '--database', url)).code, 0);
    assert.equal((await host.run('discover', '--database', url)).code, 0);
  });
});

forEachDatabase('a server database', (given) => {
  const { kind } = given;
  if (kind === 'sqlite') return; // those of a file are below

  before(async () => {
    assert.equal((await host.run(...at(given.url, ['discover', '--activate']))).code, 0);
  });

  test('of which another session keeps the tables locked is one line and exit code 5', async () => {
    const { release } = await lockWorkers(given);
    try {
      await assertOneLine(host, at(given.url, ['activate', 'jobs']), 'STASK_DATABASE_LOCKED', /locked by another/);
    } finally {
      await release();
    }
    assert.equal((await host.run(...at(given.url, ['activate', 'jobs']))).code, 0);
  });

  test('in which the user may only read is one line that names no user, and exit code 5', async () => {
    const { url, name, remove } = await createReader(given);
    try {
      assert.equal((await host.run(...at(url, ['workers']))).code, 0);
      for (const command of [
        ['activate', 'jobs'],
        ['run', 'jobs', 'make'],
      ]) {
        const says = new RegExp(`^(?!.*${name}).*Grant SELECT, INSERT`);
        await assertOneLine(host, at(url, command), 'STASK_DATABASE_READONLY', says);
      }
    } finally {
      await remove();
    }
  });

  const skip = kind !== 'postgres' && 'only PostgreSQL has this for one session';
  test('that takes no writes is one line and exit code 5', { skip }, async () => {
    const url = `${given.url}%20-cdefault_transaction_read_only%3Don`;
    await assertOneLine(host, at(url, ['activate', 'jobs']), 'STASK_DATABASE_READONLY', /is read-only/);
  });
});

test('an SQLite file that another process keeps locked is one line and exit code 5', async () => {
  const holder = new Database(join(ready.path, 'storage/stask/stask.sqlite'));
  holder.exec('BEGIN IMMEDIATE');
  try {
    await assertOneLine(ready, ['deactivate', 'jobs'], 'STASK_DATABASE_LOCKED', /stask\.sqlite/);
  } finally {
    holder.exec('ROLLBACK');
    holder.close();
  }
  assert.equal((await ready.run('deactivate', 'jobs')).code, 0);
});

test('an SQLite file that may not be written is one line and exit code 5', { skip: unprivileged() }, async () => {
  const storage = join(ready.path, 'storage/stask');
  for (const suffix of ['-wal', '-shm']) rmSync(join(storage, `stask.sqlite${suffix}`), { force: true });
  chmodSync(ready.path, 0o755);
  chmodSync(storage, 0o755);
  chmodSync(join(storage, 'stask.sqlite'), 0o444);
  const nobody = ready.with({ uid: 65_534 });
  await assertOneLine(nobody, ['activate', 'jobs'], 'STASK_DATABASE_READONLY', /stask\.sqlite/);
  await assertOneLine(nobody, ['discover'], 'STASK_DATABASE_READONLY', /stask\.sqlite/);
});

test('a file that is no database is one line and exit code 5', async () => {
  const database = `sqlite:${join(root, 'package.json')}`;
  const { code, json } = await staskJson<Failure>(['workers', '--database', database], { cwd: host.path });
  assert.deepEqual([code, json.error.code], [5, 'STASK_DATABASE_UNAVAILABLE']);
});

/** Keeps `s_workers` locked in a transaction of its own until it is released. */
async function lockWorkers({ kind, database }: TestDatabase): Promise<{ release: () => Promise<unknown> }> {
  const runner = database.dataSource.createQueryRunner('master');
  const run = (sql: string) => runner.query(sql, [], true);
  await run(
    kind === 'postgres' ? 'BEGIN; LOCK TABLE s_workers IN ACCESS EXCLUSIVE MODE' : 'LOCK TABLES s_workers WRITE',
  );
  const release = async () => {
    await run(kind === 'postgres' ? 'ROLLBACK' : 'UNLOCK TABLES');
    await runner.release();
  };
  return { release };
}

/** A user of the database who may read its tables and do nothing else. */
async function createReader({ kind, url, database }: TestDatabase): Promise<Reader> {
  const name = `stask_reader_${randomUUID().slice(0, 8)}`;
  const reader = new URL(url);
  [reader.username, reader.password] = [name, 'secret'];
  const [place] = await database.query<{ name: string }>(
    `SELECT ${kind === 'postgres' ? 'current_schema()' : 'DATABASE()'} AS name`,
  );
  const [make, drop] =
    kind === 'postgres'
      ? [
          [
            `CREATE ROLE ${name} LOGIN PASSWORD 'secret'`,
            `GRANT USAGE ON SCHEMA ${place!.name} TO ${name}`,
            `GRANT SELECT ON ALL TABLES IN SCHEMA ${place!.name} TO ${name}`,
          ],
          [`DROP OWNED BY ${name}`, `DROP ROLE ${name}`],
        ]
      : [
          [`CREATE USER ${name} IDENTIFIED BY 'secret'`, `GRANT SELECT ON ${place!.name}.* TO ${name}`],
          [`DROP USER ${name}`],
        ];
  const run = async (statements: readonly string[]) => {
    for (const statement of statements) await database.execute(statement);
  };
  await run(make);
  return { url: reader.href, name, remove: () => run(drop) };
}

interface Reader {
  readonly url: string;
  readonly name: string;
  readonly remove: () => Promise<void>;
}

function unprivileged(): string | false {
  if (process.getuid?.() !== 0) return 'needs root to run as somebody who may not write';
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return `${folder} may be read by its owner only`;
  }
  return false;
}
