import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { describeDatabaseUrl, sqlitePath } from './database-url.js';
import { inputError } from './input-error.js';
import { makeProductsTable, productSchema } from './product-table.js';
import type { ProductSettings } from './settings.js';

/**
 * Opens the database of the settings with the products table in it, lets `use` work and closes it again.
 * @throws a non-retryable error when the setting `database` is missing or of a kind that is not known
 */
export async function withProducts<T>(
  settings: ProductSettings,
  use: (database: DataSource) => Promise<T>,
): Promise<T> {
  const database = await open(settings);
  try {
    await makeProductsTable(database);
    return await use(database);
  } finally {
    await database.destroy();
  }
}

/** The database as people may read it: no password. */
export function describeDatabase({ database }: ProductSettings): string {
  return describeDatabaseUrl(database);
}

async function open(settings: ProductSettings): Promise<DataSource> {
  const database = new DataSource(await connectionOptions(settings));
  try {
    return await database.initialize();
  } catch (cause) {
    throw new Error(`The products database ${describeDatabase(settings)} cannot be opened: ${String(cause)}`, {
      cause,
    });
  }
}

async function connectionOptions(settings: ProductSettings): Promise<DataSourceOptions> {
  const path = sqlitePath(settings.database);
  if (path !== undefined) return sqliteOptions(path);
  const [scheme] = settings.database.split(':', 1);
  if (scheme === 'mysql' || scheme === 'mariadb') {
    const { default: driver } = await import('mysql2');
    const entities = [productSchema('mysql')];
    return { type: 'mysql', driver, url: urlWithPassword(settings), entities, charset: 'utf8mb4' };
  }
  if (scheme === 'postgres' || scheme === 'postgresql') {
    const { default: driver } = await import('pg');
    return { type: 'postgres', driver, url: urlWithPassword(settings), entities: [productSchema('postgres')] };
  }
  throw inputError(
    'Setting "database" must be sqlite:PATH, mysql://USER@HOST/NAME or postgres://USER@HOST/NAME. ' +
      'Set it with `stask settings product --set database=sqlite:storage/products.sqlite`.',
  );
}

/** Survives a crash of the process; after a loss of power the import is run again. */
function prepareDatabase(opened: { pragma: (text: string) => void }): void {
  opened.pragma('synchronous = NORMAL');
}

async function sqliteOptions(path: string): Promise<DataSourceOptions> {
  const { default: driver } = await import('libsql');
  mkdirSync(dirname(path), { recursive: true });
  const entities = [productSchema('better-sqlite3')];
  return { type: 'better-sqlite3', driver, database: path, entities, enableWAL: true, timeout: 5000, prepareDatabase };
}

function urlWithPassword({ database, databasePassword }: ProductSettings): string {
  if (databasePassword === '') return database;
  const url = new URL(database);
  url.password = encodeURIComponent(databasePassword);
  return url.href;
}
