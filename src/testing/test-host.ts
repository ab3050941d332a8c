import { flattenPatch, setPaths } from '../worker/dot-path.js';
import { parseSchedule } from '../schedule/parse-schedule.js';
import { shouldRunNow } from '../schedule/due-slot.js';
import type { Maintenance } from '../worker/maintenance.js';
import type { Schedule } from '../worker/schedule.js';
import type { JsonObject, TaskInterface } from '../worker/task-interface.js';
import type { CreateTaskOptions, WorkerHost } from '../worker/worker-host.js';

/** A task that the worker asked for with `createTask`; it is only recorded. */
export interface CreatedTask {
  readonly id: number;
  readonly action: string;
  readonly data: JsonObject;
  readonly options: CreateTaskOptions;
}

export interface TestHost extends WorkerHost {
  readonly created: readonly CreatedTask[];
}

/** What a worker reaches of its host, in memory: settings are kept, created tasks recorded. */
export function createTestHost(
  worker: TaskInterface,
  settings: JsonObject,
  now: () => Date,
  maintenance?: Maintenance,
): TestHost {
  let stored = setPaths(structuredClone(worker.settings()), flattenPatch(settings));
  const created: CreatedTask[] = [];
  const schedule = (): Schedule | undefined => (stored['schedule'] ?? undefined) as Schedule | undefined;
  return {
    created,
    maintenance,
    schedule,
    settings: () => structuredClone(stored),
    updateSettings(patch) {
      stored = setPaths(stored, JSON.parse(JSON.stringify(patch)) as JsonObject);
      return Promise.resolve();
    },
    shouldRunNow() {
      const set = schedule();
      return set !== undefined && shouldRunNow(parseSchedule(set), now());
    },
    createTask(action, data, options = {}) {
      const id = created.length + 2; // 1 is the task that runs
      created.push({ id, action, data, options });
      return Promise.resolve({ id });
    },
    lastTask: () => Promise.resolve(undefined),
  };
}
