import type { AdminColumns, RemovalOutcome, WorkerRow, WorkerStore } from '../store/worker-store.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { Database, Sql } from './database.js';
import { marks } from './dialect.js';
import { workerColumns, workerRow } from './worker-columns.js';
import type { WorkerRecord } from './worker-columns.js';
import { applyScan, listWorkers, WORKERS_LOCK } from './worker-scan.js';

const ADMIN_COLUMNS: Readonly<Record<keyof AdminColumns, string>> = {
  active: 'active',
  hidden: 'hidden',
  position: 'position',
  activatedVersion: 'activated_version',
};

/** {@link WorkerStore} on `s_workers` of one database. */
export function createWorkerStore(database: Database): WorkerStore {
  return {
    list: () => listWorkers(database),
    find: (identifier) => findWorker(database, identifier),
    applyScan: (decide) => applyScan(database, decide),
    withUnfinishedTasks: (identifiers) => withUnfinishedTasks(database, identifiers),
    remove: (ids) => database.transaction((sql) => removeMissing(sql, ids), { lock: WORKERS_LOCK }),
    setAdmin: (identifier, columns) => setAdmin(database, identifier, columns),
    reorder: (identifiers) => database.transaction((sql) => reorder(sql, identifiers), { lock: WORKERS_LOCK }),
    changeSettings: (identifier, change) => database.transaction((sql) => changeSettings(sql, identifier, change)),
  };
}

async function findWorker(sql: Sql, identifier: string, tail = ''): Promise<WorkerRow | undefined> {
  const select = `SELECT ${workerColumns(sql.dialect)} FROM s_workers WHERE identifier = ?${tail}`;
  const [record] = await sql.query<WorkerRecord>(select, [identifier]);
  return record && workerRow(record);
}

/** Tasks that are not finished, failed or cancelled have a status below 80. */
async function withUnfinishedTasks(sql: Sql, identifiers: readonly string[]): Promise<Set<string>> {
  if (identifiers.length === 0) return new Set();
  const rows = await sql.query<{ identifier: string }>(
    `SELECT DISTINCT identifier FROM s_tasks WHERE status < 80 AND identifier IN (${marks(identifiers.length)})`,
    identifiers,
  );
  return new Set(rows.map(({ identifier }) => identifier));
}

async function removeMissing(sql: Sql, ids: readonly number[]): Promise<RemovalOutcome> {
  const asked = new Set(ids);
  const rows = (await listWorkers(sql, sql.dialect.forUpdate)).filter(({ id }) => asked.has(id));
  const busy = await withUnfinishedTasks(
    sql,
    rows.map(({ identifier }) => identifier),
  );
  const back = rows.filter(({ health }) => health !== 'missing');
  const unfinished = rows.filter((row) => row.health === 'missing' && busy.has(row.identifier));
  const removed = rows.filter((row) => row.health === 'missing' && !busy.has(row.identifier));
  if (removed.length > 0) {
    const removedIds = removed.map(({ id }) => id);
    await sql.execute(`DELETE FROM s_workers WHERE id IN (${marks(removedIds.length)})`, removedIds);
  }
  return {
    removed,
    kept: [
      ...back.map((row) => ({ row, because: 'back-again' as const })),
      ...unfinished.map((row) => ({ row, because: 'unfinished-tasks' as const })),
    ],
  };
}

async function setAdmin(database: Database, identifier: string, columns: AdminColumns): Promise<WorkerRow | undefined> {
  const changes = Object.entries(columns).filter(([, value]) => value !== undefined);
  if (changes.length > 0) {
    const assignments = changes.map(([name]) => `${ADMIN_COLUMNS[name as keyof AdminColumns]} = ?`).join(', ');
    await database.execute(
      `UPDATE s_workers SET ${assignments}, updated_at = ${database.dialect.now} WHERE identifier = ?`,
      [...changes.map(([, value]) => value), identifier],
    );
  }
  return findWorker(database, identifier);
}

async function reorder(sql: Sql, identifiers: readonly string[]): Promise<WorkerRow[]> {
  const rows = await listWorkers(sql, sql.dialect.forUpdate);
  const rank = new Map(identifiers.map((identifier, index) => [identifier, index]));
  const rankOf = (row: WorkerRow): number => rank.get(row.identifier) ?? identifiers.length;
  const ordered = rows.toSorted((a, b) => rankOf(a) - rankOf(b));
  for (const [index, row] of ordered.entries()) {
    if (row.position === index + 1) continue;
    await sql.execute(`UPDATE s_workers SET position = ?, updated_at = ${sql.dialect.now} WHERE id = ?`, [
      index + 1,
      row.id,
    ]);
  }
  return listWorkers(sql);
}

/** The row stays locked from the reading to the writing. */
async function changeSettings(
  sql: Sql,
  identifier: string,
  change: (settings: JsonObject, row: WorkerRow) => JsonObject | Promise<JsonObject>,
): Promise<WorkerRow | undefined> {
  const row = await findWorker(sql, identifier, sql.dialect.forUpdate);
  if (row === undefined) return undefined;
  const next = await change(row.settings, row);
  const text = JSON.stringify(next);
  if (text === JSON.stringify(row.settings)) return row;
  await sql.execute(`UPDATE s_workers SET settings = ?, updated_at = ${sql.dialect.now} WHERE id = ?`, [text, row.id]);
  return findWorker(sql, identifier);
}
