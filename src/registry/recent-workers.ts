import type { WorkerRow, WorkerStore } from '../store/worker-store.js';

/** Short enough that nobody sees what another process changed any later, long enough for thousands of tasks. */
const MAX_AGE_MS = 100;

export interface RecentWorkers {
  /** Like the store's, from a read of the last moment; what is not active is always read again. */
  find(identifier: string): Promise<WorkerRow | undefined>;
  /** The given store; its writes end what is remembered. */
  readonly store: WorkerStore;
}

/**
 * Remembers active workers for a moment: every create and every run asks for its worker, and under load a statement for
 * each would cost more than the task. Reads of the same worker at the same time are one.
 */
export function createRecentWorkers(store: WorkerStore, now = () => performance.now()): RecentWorkers {
  const recent = new Map<string, { readonly readAt: number; readonly row: Promise<WorkerRow | undefined> }>();

  function read(identifier: string): Promise<WorkerRow | undefined> {
    const entry = { readAt: now(), row: store.find(identifier) };
    recent.set(identifier, entry);
    const forget = (): void => {
      if (recent.get(identifier) === entry) recent.delete(identifier);
    };
    entry.row.then((row) => row?.active === true || forget(), forget); // a failure reaches whoever asked
    return entry.row;
  }
  const forgetting = async <T>(write: Promise<T>): Promise<T> => {
    try {
      return await write;
    } finally {
      recent.clear();
    }
  };

  return {
    find(identifier) {
      const known = recent.get(identifier);
      return known !== undefined && now() - known.readAt < MAX_AGE_MS ? known.row : read(identifier);
    },
    store: {
      ...store,
      applyScan: (decide) => forgetting(store.applyScan(decide)),
      remove: (ids) => forgetting(store.remove(ids)),
      setAdmin: (identifier, columns) => forgetting(store.setAdmin(identifier, columns)),
      reorder: (identifiers) => forgetting(store.reorder(identifiers)),
      changeSettings: (identifier, change) => forgetting(store.changeSettings(identifier, change)),
    },
  };
}
