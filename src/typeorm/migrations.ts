import type { MigrationInterface, QueryRunner } from 'typeorm';

import { StaskError } from '../errors.js';
import { createTables, dropTables, isComplete, readCatalogue } from './create-tables.js';
import { sqlOnRunner } from './database.js';
import type { Database, Sql } from './database.js';
import { dialectOf } from './data-source.js';

/**
 * Makes every table; tables that exist get what they lack, and the types of ours where the PHP package made them. Runs on
 * a complete schema without doing anything.
 */
export class CreateStaskTables1764000000000 implements MigrationInterface {
  readonly name = 'CreateStaskTables1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(hostSql(queryRunner));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(hostSql(queryRunner));
  }
}

/** What the web admin asks for: the history of attempts and the keys of repeated requests. */
export class AddAdminHistory1764100000000 implements MigrationInterface {
  readonly name = 'AddAdminHistory1764100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(hostSql(queryRunner));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const sql = hostSql(queryRunner);
    await sql.execute('DROP TABLE IF EXISTS s_request_keys');
    await sql.execute('ALTER TABLE s_tasks DROP COLUMN attempt_log');
  }
}

/** For a host's own DataSource: `new DataSource({ migrations: [...mine, ...staskMigrations] })`. */
export const staskMigrations: ReadonlyArray<new () => MigrationInterface> = [
  CreateStaskTables1764000000000,
  AddAdminHistory1764100000000,
];

/** Each step by name; returns whether it changed anything. */
const STEPS: ReadonlyArray<{ readonly name: string; readonly apply: (sql: Sql) => Promise<boolean> }> = [
  { name: 'CreateStaskTables1764000000000', apply: createTables },
  { name: 'AddAdminHistory1764100000000', apply: createTables },
];

/**
 * Brings the schema up to date and returns the names of the migrations that had something to do. Any number of
 * processes may call it at once, also on an empty database.
 */
export async function migrate(database: Database): Promise<string[]> {
  if (await isMigrated(database)) return [];
  const applied: string[] = [];
  for (const { name, apply } of STEPS) {
    if (await database.transaction(apply, { lock: 'migrate' })) applied.push(name);
  }
  return applied;
}

/** Whether every table, column and index is there as ours; the schema itself is asked, not a record of migrations. */
export async function isMigrated(database: Sql): Promise<boolean> {
  return isComplete(database.dialect, await readCatalogue(database));
}

/**
 * What an opened database needs before use: an embedded one is migrated, a server only when `wanted`.
 *
 * @throws StaskError `STASK_DATABASE_NOT_MIGRATED`
 */
export async function ensureMigrated(database: Database, wanted = database.embedded): Promise<void> {
  if (wanted) {
    await migrate(database);
  } else if (!(await isMigrated(database))) {
    throw new StaskError(
      'STASK_DATABASE_NOT_MIGRATED',
      `The database ${database.place} lacks tables or columns of sTask. Run \`stask migrate\`, pass \`migrate: true\`, ` +
        'or add staskMigrations to the migrations of your DataSource and run them.',
    );
  }
}

function hostSql(queryRunner: QueryRunner): Sql {
  const { options } = queryRunner.dataSource ?? queryRunner.connection;
  const schema = 'schema' in options && typeof options.schema === 'string' ? options.schema : undefined;
  return sqlOnRunner(queryRunner, dialectOf(options.type), schema);
}
