import type { Schedule } from './schedule.js';
import type { JsonObject } from './task-interface.js';
import type { Priority } from './action.js';

/** What `BaseWorker`'s helpers reach in the host; absent when a worker runs outside of one, as in a unit test. */
export interface WorkerHost {
  /** Stored settings merged over the worker's defaults, as last read; never a live object. */
  settings(): JsonObject;
  /** Merges `patch` into the stored settings, dot paths as keys; resolves when saved. */
  updateSettings(patch: JsonObject): Promise<void>;
  schedule(): Schedule | undefined;
  createTask(action: string, data: JsonObject, options?: CreateTaskOptions): Promise<{ readonly id: number }>;
}

export interface CreateTaskOptions {
  priority?: Priority;
  startAt?: Date;
  maxAttempts?: number;
  uniqueKey?: string;
  userId?: string | number;
}
