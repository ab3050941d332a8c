import { shownValue } from '../check-fields.js';
import { StaskError } from '../errors.js';
import type { WorkerCandidate } from '../discovery/report.js';
import type { AdminColumns, WorkerRow, WorkerStore } from '../store/worker-store.js';
import { columnsOf, misfitOf } from './candidate-columns.js';
import { workerNotFound } from './worker-not-found.js';
import { checkedFilter, matches } from './worker-query.js';
import type { WorkerFilter } from './worker-query.js';

/** What a host and its admin do with registered workers. An identifier without a row is `STASK_WORKER_NOT_FOUND`. */
export interface Workers {
  /** In `position` order. */
  list(filter?: WorkerFilter): Promise<WorkerRow[]>;
  get(identifier: string): Promise<WorkerRow>;
  /** @throws StaskError `STASK_WORKER_LOAD_FAILED` when it is broken or missing */
  activate(identifier: string): Promise<WorkerRow>;
  deactivate(identifier: string): Promise<WorkerRow>;
  setHidden(identifier: string, hidden: boolean): Promise<WorkerRow>;
  /** @param position a whole number, 0 or more; lower comes first */
  setPosition(identifier: string, position: number): Promise<WorkerRow>;
  /** The named ones first, in this order, then the others as they were; gives all rows. */
  reorder(identifiers: readonly string[]): Promise<WorkerRow[]>;
  /**
   * Registers a worker that no manifest names. Its package name is `''`, so that no scan calls it missing.
   *
   * @throws StaskError `STASK_IDENTIFIER_TAKEN` when a worker of a package has the identifier
   */
  register(candidate: Omit<WorkerCandidate, 'package'>): Promise<WorkerRow>;
}

export function createWorkers(store: WorkerStore): Workers {
  const get = async (identifier: string): Promise<WorkerRow> => {
    const row = typeof identifier === 'string' ? await store.find(identifier) : undefined;
    return row ?? unknown(store, identifier);
  };
  const set = async (identifier: string, columns: AdminColumns): Promise<WorkerRow> =>
    (await store.setAdmin(identifier, columns)) ?? unknown(store, identifier);
  return {
    async list(filter) {
      const checked = checkedFilter(filter);
      return (await store.list()).filter((row) => matches(row, checked));
    },
    get,
    async activate(identifier) {
      const row = await get(identifier);
      if (row.health !== 'ok') throw unwell(row);
      return set(identifier, { active: true, activatedVersion: row.packageVersion });
    },
    async deactivate(identifier) {
      await get(identifier);
      return set(identifier, { active: false });
    },
    async setHidden(identifier, hidden) {
      await get(identifier);
      return set(identifier, { hidden });
    },
    async setPosition(identifier, position) {
      if (!Number.isInteger(position) || position < 0 || position > 1_000_000) {
        throw new StaskError('STASK_USAGE', `A position is a whole number from 0 to 1000000, got ${String(position)}.`);
      }
      await get(identifier);
      return set(identifier, { position });
    },
    async reorder(identifiers) {
      if (!Array.isArray(identifiers))
        throw new StaskError(
          'STASK_USAGE',
          `reorderWorkers() takes an array of identifiers, got ${shownValue(identifiers)}.`,
        );
      const known = new Set((await store.list()).map((row) => row.identifier));
      for (const identifier of identifiers) if (!known.has(identifier)) await unknown(store, identifier);
      return store.reorder([...new Set(identifiers)]);
    },
    register: (candidate) => register(store, candidate),
  };
}

async function register(store: WorkerStore, candidate: Omit<WorkerCandidate, 'package'>): Promise<WorkerRow> {
  const own = { ...candidate, package: { name: '', version: '', root: '', direct: true } };
  const misfit = misfitOf(own);
  if (misfit !== undefined) throw new StaskError('STASK_CONTRACT_INVALID', `A worker was not registered: ${misfit}.`);
  const columns = columnsOf(own);
  const { rows } = await store.applyScan((current) => {
    const row = current.find(({ identifier }) => identifier === candidate.identifier);
    if (row === undefined) return { insert: [columns], update: [] };
    if (row.packageName !== '') throw taken(row);
    return { insert: [], update: [{ id: row.id, columns }] };
  });
  return rows.find(({ identifier }) => identifier === candidate.identifier) ?? unknown(store, candidate.identifier);
}

async function unknown(store: WorkerStore, identifier: unknown): Promise<never> {
  const rows = await store.list();
  throw workerNotFound(
    String(identifier),
    rows.map((row) => row.identifier),
  );
}

function unwell({ identifier, health, healthDetail }: WorkerRow): StaskError {
  const state = health === 'missing' ? 'is no longer installed' : 'cannot be loaded';
  return new StaskError(
    'STASK_WORKER_LOAD_FAILED',
    `Worker "${identifier}" was not activated: it ${state}. ${healthDetail} Correct that, then run \`stask rescan\`.`,
  );
}

function taken({ identifier, class: className }: WorkerRow): StaskError {
  return new StaskError(
    'STASK_IDENTIFIER_TAKEN',
    `Identifier "${identifier}" is taken by ${className}. Give the worker another identifier, or remove that package.`,
  );
}
