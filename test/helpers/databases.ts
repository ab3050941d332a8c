import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';

import { migrate } from '#src/typeorm/migrations.js';
import { openDatabase } from '#src/typeorm/open-database.js';
import type { Database } from '#src/typeorm/database.js';

const MYSQL = process.env['STASK_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306/test';
const POSTGRES = process.env['STASK_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test';

export const DATABASES = ['sqlite', 'mysql', 'postgres'] as const;
export type DatabaseKind = (typeof DATABASES)[number];

/** An empty place of its own: an SQLite file, a MySQL database, a PostgreSQL schema. */
export interface TestPlace {
  readonly kind: DatabaseKind;
  /** Opens it, in any process. */
  readonly url: string;
  remove(): Promise<void>;
}

/** What the tests of one database get; the values are there from the first test or hook on. */
export interface TestDatabase {
  readonly kind: DatabaseKind;
  readonly url: string;
  /** Open and migrated. */
  readonly database: Database;
}

/**
 * Registers `tests` once for each database, on a fresh, migrated one that is dropped afterwards. A server that is not
 * there skips its tests and says so; with `CI=true` that is a failure.
 */
export function forEachDatabase(title: string, tests: (given: TestDatabase) => void): void {
  for (const kind of DATABASES) {
    describe(`${title} (${kind})`, { skip: away[kind] }, () => {
      let place: TestPlace;
      let database: Database;
      before(async () => {
        place = await createPlace(kind);
        database = await openDatabase({ url: place.url, storagePath: '.' });
        await migrate(database);
      });
      after(async () => {
        await database?.close();
        await place?.remove();
      });
      tests({
        kind,
        get url() {
          return place.url;
        },
        get database() {
          return database;
        },
      });
    });
  }
}

/** The same on an empty place that the tests open themselves. */
export function forEachEmptyPlace(
  title: string,
  tests: (given: { readonly kind: DatabaseKind; create: () => Promise<TestPlace> }) => void,
): void {
  for (const kind of DATABASES) {
    describe(`${title} (${kind})`, { skip: away[kind] }, () => {
      const places: TestPlace[] = [];
      after(async () => {
        for (const place of places) await place.remove();
      });
      tests({
        kind,
        async create() {
          const place = await createPlace(kind);
          places.push(place);
          return place;
        },
      });
    });
  }
}

/** Makes an empty place; the caller removes it. */
export async function createPlace(kind: DatabaseKind): Promise<TestPlace> {
  const name = `stask_test_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  if (kind === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'stask-test-'));
    return {
      kind,
      url: `sqlite:${join(folder, 'stask.sqlite')}`,
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  }
  if (kind === 'mysql') {
    await onServer(MYSQL, `CREATE DATABASE ${name}`);
    const url = new URL(MYSQL);
    url.pathname = `/${name}`;
    return { kind, url: url.href, remove: () => onServer(MYSQL, `DROP DATABASE IF EXISTS ${name}`) };
  }
  await onServer(POSTGRES, `CREATE SCHEMA ${name}`);
  const url = new URL(POSTGRES);
  url.searchParams.set('options', `-csearch_path=${name}`);
  return { kind, url: url.href, remove: () => onServer(POSTGRES, `DROP SCHEMA IF EXISTS ${name} CASCADE`) };
}

async function onServer(url: string, sql: string): Promise<void> {
  const server = await openDatabase({ url, storagePath: '.' });
  try {
    await server.execute(sql);
  } finally {
    await server.close();
  }
}

/** Why the tests of a database are skipped; false when they run. */
const away: Record<DatabaseKind, string | false> = {
  sqlite: false,
  mysql: await absence(MYSQL),
  postgres: await absence(POSTGRES),
};

async function absence(url: string): Promise<string | false> {
  if (process.env['CI'] === 'true') return false;
  try {
    await onServer(url, 'SELECT 1');
    return false;
  } catch {
    return `no server at ${new URL(url).host}`;
  }
}
