import type { Maintenance } from './maintenance.js';
import type { Schedule } from './schedule.js';
import type { JsonObject } from './task-interface.js';
import type { Priority } from './action.js';

/** What `BaseWorker`'s helpers reach in the host; absent when a worker runs outside of one, as in a unit test. */
export interface WorkerHost {
  /** Stored settings merged over the worker's defaults, as last read; never a live object. */
  settings(): JsonObject;
  /** Sets the value at each key of `patch`, a dot path, in the stored settings (see `setPaths`); resolves when saved. */
  updateSettings(patch: JsonObject): Promise<void>;
  schedule(): Schedule | undefined;
  /** Whether the schedule, as last read, has this moment in one of its slots; false without an enabled schedule. */
  shouldRunNow(): boolean;
  /** Undefined unless the host grants it to this worker. */
  readonly maintenance?: Maintenance | undefined;
  createTask(action: string, data: JsonObject, options?: CreateTaskOptions): Promise<{ readonly id: number }>;
  /** The newest task of this worker's action, named in any spelling, that ended so. */
  lastTask(action: string, status: LastTaskStatus): Promise<LastTask | undefined>;
}

export type LastTaskStatus = 'completed' | 'failed';

/** What is left of a task that has ended; of one that failed, `message` says why. */
export interface LastTask {
  readonly id: number;
  readonly data: JsonObject;
  readonly result: unknown;
  readonly message: string;
  readonly finishedAt: Date;
}

export interface CreateTaskOptions {
  priority?: Priority;
  startAt?: Date;
  maxAttempts?: number;
  uniqueKey?: string;
  userId?: string | number;
}
