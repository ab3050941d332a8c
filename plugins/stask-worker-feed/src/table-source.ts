import { resolve } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { inputError } from './input-error.js';
import type { FeedSettings } from './settings.js';
import { recordFrom, type Source, type SourceRecord } from './source.js';

const PAGE = 500;

/** Rows of a table with a numeric `id`, in its order, one page in memory at a time. */
export async function openTable(settings: FeedSettings): Promise<Source> {
  const database = new DataSource(await connectionOptions(settings));
  const shown = `${settings.database.replace(/:[^:@/]*@/, '@')} ${settings.table}`;
  try {
    await database.initialize();
  } catch (cause) {
    throw new Error(`The database of ${shown} cannot be opened: ${String(cause)}`, { cause });
  }
  return {
    fingerprint: shown,
    shown,
    read: (after, signal) => readRows(database, settings.table, after, signal),
    close: () => database.destroy(),
  };
}

async function* readRows(
  database: DataSource,
  table: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<SourceRecord> {
  const counted = await rowsOf(database, table).select('COUNT(*)', 'rows').addSelect('MAX(p.id)', 'last').getRawOne<{
    rows: unknown;
    last: unknown;
  }>();
  const last = Number(counted?.last ?? 0);
  for (let position = after; ;) {
    signal.throwIfAborted();
    const rows = await rowsOf(database, table)
      .select('p.*')
      .where('p.id > :position', { position })
      .orderBy('p.id')
      .limit(PAGE)
      .getRawMany<Record<string, unknown>>();
    for (const row of rows) {
      position = Number(row['id']);
      yield { from: `id ${position}`, record: withoutId(row), position, percent: (position / Math.max(last, 1)) * 100 };
    }
    if (rows.length < PAGE) return;
  }
}

/** The key of a row is no attribute: Google's `id` is what the shop calls the article. */
function withoutId({ id, ...row }: Record<string, unknown>): ReturnType<typeof recordFrom> {
  return recordFrom({ ...row, row_id: id });
}

function rowsOf(database: DataSource, table: string) {
  return database.createQueryBuilder().from(table, 'p');
}

async function connectionOptions({ database, databasePassword }: FeedSettings): Promise<DataSourceOptions> {
  const url = new URL(database);
  if (databasePassword !== '') url.password = encodeURIComponent(databasePassword);
  if (url.protocol === 'sqlite:') {
    const { default: driver } = await import('libsql');
    const path = resolve(database.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''));
    return { type: 'better-sqlite3', driver, database: path, fileMustExist: true, timeout: 5000 };
  }
  if (/^(mysql|mariadb):$/.test(url.protocol)) {
    const { default: driver } = await import('mysql2');
    return { type: 'mysql', driver, url: url.href, charset: 'utf8mb4' };
  }
  if (/^postgres(ql)?:$/.test(url.protocol)) {
    const { default: driver } = await import('pg');
    return { type: 'postgres', driver, url: url.href };
  }
  throw inputError(
    'Setting "source.database" must be sqlite:PATH, mysql://USER@HOST/NAME or postgres://USER@HOST/NAME.',
  );
}
