import type { WorkerRow } from '../store/worker-store.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { DiscoverReport, Registry, RescanReport, SyncReport } from './registry.js';
import { maskSecrets } from './secrets.js';
import { settingsOf } from './worker-settings.js';

const originals = new WeakMap<WorkerRow, WorkerRow>();

/** A row as a host gets it: secrets are write-only outside of the worker. */
export function shownWorker(row: WorkerRow): WorkerRow {
  const shown = { ...row, settings: maskSecrets(row.settings, row.settingsSchema) };
  originals.set(shown, row);
  return shown;
}

export const shownWorkers = (rows: readonly WorkerRow[]): WorkerRow[] => rows.map(shownWorker);

/** Settings with what the secrets are, to tell one state from another by a keyed digest; never to be shown. */
export const unmaskedSettingsOf = (row: WorkerRow): JsonObject => settingsOf(originals.get(row) ?? row);

/** A registry whose reports show no secrets, but for removed rows: nobody else has those any more. */
export function shownRegistry(registry: Registry): Registry {
  return {
    ...registry,
    discover: async () => shownReport(await registry.discover()),
    rescan: async () => shownReport(await registry.rescan()),
    sync: async (options) => shownReport(await registry.sync(options)),
  };
}

const LISTS = ['registered', 'updated', 'broken', 'missing', 'changed'] as const;

function shownReport<T extends DiscoverReport | RescanReport | SyncReport>(report: T): T {
  const lists = report as Partial<Record<(typeof LISTS)[number], WorkerRow[]>>;
  const shown = LISTS.flatMap((name) =>
    lists[name] === undefined ? [] : [[name, shownWorkers(lists[name])] as const],
  );
  return { ...report, ...Object.fromEntries(shown) };
}
