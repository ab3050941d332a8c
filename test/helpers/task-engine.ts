import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createEvents, type StaskEvents } from '#src/events.js';
import { checkValue } from '#src/schema/check-value.js';
import type { TaskStore } from '#src/store/task-store.js';
import { createTasks } from '#src/tasks/create-tasks.js';
import type { WebhookOptions } from '#src/tasks/webhook-request.js';
import type { Tasks } from '#src/tasks/tasks.js';
import type { Database } from '#src/typeorm/database.js';
import { createTaskStore } from '#src/typeorm/task-store.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';
import { actionsOf } from '#src/worker/actions-of.js';
import { defineWorker, type JsonObject, type TaskContext, type TaskInterface, type WorkerClass } from 'stask/worker';

export type Handler = (task: TaskContext, options: JsonObject) => unknown;

export interface Engine {
  readonly tasks: Tasks;
  readonly store: TaskStore;
  readonly events: StaskEvents;
  readonly storagePath: string;
  setActive(identifier: string, active: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A worker class whose actions are the given handlers; an object gives an action more than its `run`. */
export function workerOf(
  identifier: string,
  actions: Readonly<Record<string, Handler | { run: Handler; [field: string]: unknown }>>,
): WorkerClass {
  return defineWorker({ identifier, actions });
}

/** The task engine on a database, with workers that are registered and active. */
export async function engineOn(
  database: Database,
  classes: readonly WorkerClass[],
  webhooks: WebhookOptions = {},
): Promise<Engine> {
  const storagePath = await mkdtemp(join(tmpdir(), 'stask-tasks-'));
  const workers = createWorkerStore(database);
  const store = createTaskStore(database);
  const events = createEvents();
  const instances = new Map<string, TaskInterface>();
  for (const Class of classes) {
    const worker = new Class();
    instances.set(worker.identifier(), worker);
  }
  const known = new Set((await workers.list()).map(({ identifier }) => identifier));
  await workers.applyScan(() => ({
    insert: [...instances.values()]
      .filter((worker) => !known.has(worker.identifier()))
      .map((worker) => ({
        identifier: worker.identifier(),
        scope: '',
        class: `test/index.js#${worker.identifier()}`,
        title: worker.title(),
        description: '',
        icon: '',
        actions: actionsOf(worker.constructor as WorkerClass).actions.map(
          ({ options: _options, method: _method, ...rest }) => rest,
        ),
        settingsSchema: null,
        defaults: {},
        packageName: 'test',
        packageVersion: '1.0.0',
        direct: true,
        health: 'ok' as const,
        healthDetail: '',
        missingSince: null,
      })),
    update: [],
  }));
  const setActive = async (identifier: string, active: boolean): Promise<void> => {
    await workers.setAdmin(identifier, { active });
  };
  for (const identifier of instances.keys()) await setActive(identifier, true);
  const tasks = createTasks({
    store,
    workers,
    instanceOf: async (identifier) => {
      const worker = instances.get(identifier);
      if (worker === undefined) throw new Error(`No class of "${identifier}" here.`);
      return worker;
    },
    storagePath,
    events,
    webhooks,
    checkOptions: async (schema, value) => {
      const { value: checked, fields = [] } = await checkValue(schema, value);
      return { value: checked, problems: fields };
    },
  });
  return {
    tasks,
    store,
    events,
    storagePath,
    setActive,
    async close() {
      await tasks.close();
      await rm(storagePath, { recursive: true, force: true });
    },
  };
}
