import { randomUUID } from 'node:crypto';

import type { DiscoveredColumns, ScanOutcome, WorkerChanges, WorkerRow } from '../store/worker-store.js';
import type { Database, Sql } from './database.js';
import { marks } from './dialect.js';
import { renameTasks } from './rename-tasks.js';
import { DISCOVERED_COLUMNS, discoveredValues, workerColumns, workerRow } from './worker-columns.js';
import type { WorkerRecord } from './worker-columns.js';

/** Held by whatever adds or removes rows of `s_workers`, in all processes. */
export const WORKERS_LOCK = 'workers';

/** Far below the parameter limit of every database. */
const ROWS_PER_STATEMENT = 200;

/** All rows in `position` order. */
export async function listWorkers(sql: Sql, tail = ''): Promise<WorkerRow[]> {
  const columns = workerColumns(sql.dialect);
  const records = await sql.query<WorkerRecord>(`SELECT ${columns} FROM s_workers ORDER BY position, id${tail}`);
  return records.map(workerRow);
}

/** One SELECT when nothing changes, else one transaction with a statement per batch. */
export async function applyScan(
  database: Database,
  decide: (rows: readonly WorkerRow[]) => WorkerChanges,
): Promise<ScanOutcome> {
  const rows = await listWorkers(database);
  if (isNothing(decide(rows))) return { inserted: [], updated: [], rows };
  return database.transaction(
    async (sql) => {
      const current = await listWorkers(sql, sql.dialect.forUpdate);
      const changes = decide(current);
      if (isNothing(changes)) return { inserted: [], updated: [], rows: current };
      await updateRows(sql, changes.update); // first: a renamed row makes room for a new one with its old identifier
      await renameTasksOf(sql, changes.update, current);
      await insertRows(sql, changes.insert, current);
      return outcome(await listWorkers(sql), changes);
    },
    { lock: WORKERS_LOCK },
  );
}

function outcome(rows: WorkerRow[], changes: WorkerChanges): ScanOutcome {
  const inserted = new Set(changes.insert.map(({ identifier }) => identifier));
  const updated = new Set(changes.update.map(({ id }) => id));
  return {
    inserted: rows.filter(({ identifier }) => inserted.has(identifier)),
    updated: rows.filter(({ id }) => updated.has(id)),
    rows,
  };
}

async function insertRows(sql: Sql, rows: readonly DiscoveredColumns[], current: readonly WorkerRow[]): Promise<void> {
  const { dialect } = sql;
  const columns = ['uuid', 'active', 'hidden', 'settings', 'position', ...DISCOVERED_COLUMNS];
  const first = Math.max(0, ...current.map(({ position }) => position)) + 1;
  const values = rows.map((row, index) => [
    randomUUID(),
    false,
    false,
    '{}',
    first + index,
    ...discoveredValues(row, dialect),
  ]);
  const tuple = `(${marks(columns.length)}, ${dialect.now}, ${dialect.now})`;
  for (const batch of batches(values)) {
    await sql.execute(
      `INSERT INTO s_workers (${columns.join(', ')}, created_at, updated_at) VALUES ${batch.map(() => tuple).join(', ')}`,
      batch.flat(),
    );
  }
}

/** As rows that conflict with themselves: every database then knows the types, and it is one statement for a batch. */
async function updateRows(sql: Sql, changes: WorkerChanges['update']): Promise<void> {
  const { dialect } = sql;
  const columns = ['id', ...DISCOVERED_COLUMNS];
  const values = changes.map(({ id, columns: row }) => [id, ...discoveredValues(row, dialect)]);
  const tuple = `(${marks(columns.length)}, ${dialect.now})`;
  const conflict = dialect.onConflictUpdate('id', [...DISCOVERED_COLUMNS, 'updated_at']);
  for (const batch of batches(values)) {
    await sql.execute(
      `INSERT INTO s_workers (${columns.join(', ')}, updated_at) VALUES ${batch.map(() => tuple).join(', ')} ${conflict}`,
      batch.flat(),
    );
  }
}

async function renameTasksOf(sql: Sql, changes: WorkerChanges['update'], current: readonly WorkerRow[]): Promise<void> {
  const before = new Map(current.map(({ id, identifier }) => [id, identifier]));
  for (const { id, columns } of changes) {
    const identifier = before.get(id) ?? columns.identifier;
    if (identifier !== columns.identifier) await renameTasks(sql, identifier, columns.identifier);
  }
}

function isNothing({ insert, update }: WorkerChanges): boolean {
  return insert.length === 0 && update.length === 0;
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / ROWS_PER_STATEMENT);
  return Array.from({ length: count }, (_, n) => items.slice(n * ROWS_PER_STATEMENT, (n + 1) * ROWS_PER_STATEMENT));
}
