import { messageOf, isStaskError, StaskError } from '../errors.js';
import type { WorkerRow } from '../store/worker-store.js';
import { WORKER_HOST } from '../worker/shared-keys.js';
import type { HostedWorker, JsonObject, TaskInterface, WorkerClass } from '../worker/task-interface.js';
import type { WorkerHost } from '../worker/worker-host.js';
import { settingsOf } from './worker-settings.js';

export interface LoadedWorker {
  readonly row: WorkerRow;
  readonly Class: WorkerClass;
  readonly worker: TaskInterface;
}

export interface InstanceParts {
  readonly find: (identifier: string) => Promise<WorkerRow>;
  /** Imports the class of a row; also rejects with a clear error. */
  readonly loadClass: (row: WorkerRow) => Promise<WorkerClass>;
  /** Changes when the code of the row's package on disk changes; the row's version when absent. */
  readonly fingerprint?: (row: WorkerRow) => string;
  /** The host's container; `new Class()` when absent. */
  readonly instantiate?: ((Class: WorkerClass, row: WorkerRow) => TaskInterface | Promise<TaskInterface>) | undefined;
  /** What a worker reaches of the host; `settings` gives what was read last. */
  readonly hostFor?: (row: WorkerRow, settings: () => JsonObject) => WorkerHost;
}

/** Instances by identifier: the only place where a worker is constructed for running. */
export interface Instances {
  /**
   * The instance of a worker, made at first use and again when its class or code changes; its settings are read anew.
   *
   * @throws StaskError `STASK_WORKER_NOT_FOUND`, `STASK_WORKER_LOAD_FAILED`
   */
  get(identifier: string, row?: WorkerRow): Promise<LoadedWorker>;
  /** Uses this class for an identifier instead of importing one: a worker that the host registered by its class. */
  provide(identifier: string, Class: WorkerClass): void;
  /** Tells the instance of settings that were just stored, merged over the defaults. */
  settingsChanged(identifier: string, settings: JsonObject): void;
}

interface Kept {
  readonly key: string;
  readonly loaded: Promise<Omit<LoadedWorker, 'row'>>;
  /** The row that was read last; thousands of runs are given the same one. */
  row: WorkerRow;
  settings: JsonObject;
}

export function createInstances(parts: InstanceParts): Instances {
  const kept = new Map<string, Kept>();
  const provided = new Map<string, WorkerClass>();
  const keyOf = (row: WorkerRow): string => `${row.class}\n${parts.fingerprint?.(row) ?? row.packageVersion}`;

  const make = (row: WorkerRow): Kept => {
    const entry: Kept = {
      key: keyOf(row),
      row,
      settings: settingsOf(row),
      loaded: loadAndConstruct(parts, row, provided.get(row.identifier), () => structuredClone(entry.settings)),
    };
    entry.loaded.catch(() => {
      if (kept.get(row.identifier) === entry) kept.delete(row.identifier); // the next call tries again
    });
    kept.set(row.identifier, entry);
    return entry;
  };

  /** Whether an instance is of the class that the row names now; if so it gets the row's settings. */
  const isStill = (entry: Kept, row: WorkerRow): boolean => {
    if (entry.row === row && parts.fingerprint === undefined) return true;
    if (entry.key !== keyOf(row)) return false;
    entry.row = row;
    entry.settings = settingsOf(row);
    return true;
  };

  return {
    async get(identifier, given) {
      const row = given ?? (await parts.find(identifier));
      const known = kept.get(row.identifier);
      const entry = known !== undefined && isStill(known, row) ? known : make(row);
      const { Class, worker } = await entry.loaded;
      return { row, Class, worker };
    },
    provide(identifier, Class) {
      provided.set(identifier, Class);
      kept.delete(identifier);
    },
    settingsChanged(identifier, settings) {
      const entry = kept.get(identifier);
      if (entry !== undefined) entry.settings = settings;
    },
  };
}

async function loadAndConstruct(
  { loadClass, instantiate, hostFor }: InstanceParts,
  row: WorkerRow,
  provided: WorkerClass | undefined,
  settings: () => JsonObject,
): Promise<Omit<LoadedWorker, 'row'>> {
  try {
    const Class = provided ?? (await loadClass(row));
    const worker: HostedWorker = instantiate === undefined ? new Class() : await instantiate(Class, row);
    if (hostFor !== undefined) connect(worker, hostFor(row, settings));
    return { Class, worker };
  } catch (cause) {
    if (isStaskError(cause)) throw cause;
    throw new StaskError(
      'STASK_WORKER_LOAD_FAILED',
      `Worker "${row.identifier}" (${row.class}) cannot be loaded: ${messageOf(cause)}. Correct the package, then run \`stask rescan\`.`,
      { cause },
    );
  }
}

/** Not enumerable: it is nobody's data, and a container may freeze or print the instance. */
function connect(worker: HostedWorker, host: WorkerHost): void {
  Object.defineProperty(worker, WORKER_HOST, { value: host, configurable: true, writable: true });
}
