import { fieldsOf } from './check-fields.js';
import { discoveryOptions, type Parts } from './parts.js';
import { findHost } from './discovery/host-root.js';
import { why } from './discovery/why.js';
import { StaskError } from './errors.js';
import { checkListener } from './events.js';
import { inspectHostWorkers } from './host-workers.js';
import { shownRegistry, shownWorker, shownWorkers } from './registry/shown-worker.js';
import { queryWorkers } from './registry/worker-query.js';
import { maskedSettingsOf } from './registry/worker-settings.js';
import { previewSchedule } from './schedule/next-run.js';
import { parseSchedule } from './schedule/parse-schedule.js';
import type { Stask } from './stask.js';
import type { WorkerRow } from './store/worker-store.js';
import { isPlainObject } from './worker/dot-path.js';
import { hasScheduledAction } from './tasks/scheduler.js';
import { migrate } from './typeorm/migrations.js';

/** The parts of one host as the one object that its app sees; no decisions are taken here. */
export function facadeOf(parts: Parts): Stask {
  const { options, database, registry, workers, settings, instances, tasks, schedules, events } = parts;
  const masked = async (identifier: string) => maskedSettingsOf(await workers.get(identifier));
  const scheduled = async (row: WorkerRow): Promise<WorkerRow> => {
    if (row.active && hasScheduledAction(row)) await schedules.reconcile(row);
    return row;
  };
  const scheduleState: Stask['getSchedule'] = async (identifier, preview) => {
    const stored = (await workers.get(identifier)).settings['schedule'];
    if (stored === undefined || stored === null) return { schedule: undefined, next: [] };
    const schedule = parseSchedule(stored);
    return { schedule, next: previewSchedule(schedule, preview) };
  };
  const registryShown = shownRegistry(registry);
  const listWorkers: Stask['getWorkers'] = async (filter) => shownWorkers(await workers.list(filter));
  let closing: Promise<void> | undefined;

  const stask: Stask = {
    options,
    events,
    database,
    registry: {
      ...registryShown,
      why: (name: unknown) => why(String(name), discoveryOptions(options), registry.conflictsOf),
    },
    tasks: tasks.query(),
    workers: queryWorkers(listWorkers),

    create: tasks.create,
    createOrGet: tasks.createOrGet,
    createMany: tasks.createMany,
    createManyOrGet: tasks.createManyOrGet,
    createGroup: tasks.createGroup,
    getGroup: tasks.getGroup,
    getAttempts: tasks.getAttempts,
    getPendingTasks: tasks.getPendingTasks,
    processPendingTasks: tasks.processPendingTasks,
    execute: tasks.execute,
    retry: tasks.retry,
    cancel: tasks.cancel,
    deleteTask: tasks.deleteTask,
    getStats: tasks.getStats,
    cleanOldTasks: tasks.cleanOldTasks,
    cleanOldLogs: tasks.cleanOldLogs,
    log: tasks.log,
    getPerformanceMetrics: tasks.getPerformanceMetrics,
    getWorkerStats: tasks.getWorkerStats,
    getPerformanceAlerts: tasks.getPerformanceAlerts,
    work(runnerOptions) {
      const runner = tasks.work({ prepare: () => schedules.reconcileAll(), ...runnerOptions });
      schedules.keepUntil(runner.done);
      return runner;
    },
    getTask: tasks.get,
    findTask: tasks.find,

    discoverWorkers: async () => (await registryShown.discover()).registered,
    rescanWorkers: async () => shownWorkers((await parts.cached.rescan()).changed),
    cleanOrphanedWorkers: async (clean) =>
      (await registry.clean(fieldsOf('cleanOrphanedWorkers()', clean, ['dryRun', 'force']))).removed.length,
    syncWorkers: async (clean) => registryShown.sync(fieldsOf('syncWorkers()', clean, ['dryRun', 'force'])),
    async registerWorker(given) {
      const found = await inspectHostWorkers(given, findHost(options.cwd).root);
      const rows: WorkerRow[] = [];
      for (const { Class, candidate } of found) {
        rows.push(await workers.register(candidate));
        instances.provide(candidate.identifier, Class);
      }
      return shownWorkers(rows);
    },
    getWorkers: listWorkers,
    async getWorker(identifier) {
      return (await listWorkers()).find((row) => row.identifier === identifier);
    },
    activateWorker: async (identifier) => shownWorker(await scheduled(await workers.activate(identifier))),
    deactivateWorker: async (identifier) => shownWorker(await workers.deactivate(identifier)),
    setWorkerHidden: async (identifier, hidden) => shownWorker(await workers.setHidden(identifier, hidden)),
    setWorkerPosition: async (identifier, position) => shownWorker(await workers.setPosition(identifier, position)),
    reorderWorkers: async (identifiers) => shownWorkers(await workers.reorder(identifiers)),
    getWorkerInstance: async (identifier) => (await instances.get(identifier)).worker,

    getSettings: masked,
    async updateSettings(identifier, patch) {
      instances.settingsChanged(identifier, await settings.update(identifier, patch));
      await scheduled(await workers.get(identifier));
      return masked(identifier);
    },
    async replaceSettings(identifier, next) {
      instances.settingsChanged(
        identifier,
        await settings.change(identifier, (stored) =>
          isPlainObject(next) ? { ...keepSchedule(stored), ...next } : next,
        ),
      );
      await scheduled(await workers.get(identifier));
      return masked(identifier);
    },
    async setSchedule(identifier, schedule) {
      const worker = await workers.get(identifier);
      if (schedule !== null && !hasScheduledAction(worker)) throw notSchedulable(worker);
      const checked = schedule === null ? undefined : parseSchedule(schedule);
      const stored = await settings.change(identifier, ({ schedule: _old, ...others }) =>
        checked === undefined ? others : { ...others, schedule: checked },
      );
      instances.settingsChanged(identifier, stored);
      await scheduled(await workers.get(identifier));
      return scheduleState(identifier);
    },
    getSchedule: scheduleState,
    previewSchedule: (schedule, preview) => previewSchedule(parseSchedule(schedule), preview),

    on(name, listener) {
      checkListener('on', name, listener);
      events.on(name, listener as never);
      return stask;
    },
    off(name, listener) {
      checkListener('off', name, listener);
      events.off(name, listener as never);
      return stask;
    },
    migrate: () => migrate(database),
    close: () => (closing ??= closeAll(parts)),
    [Symbol.asyncDispose]: () => stask.close(),
  };
  return stask;
}

async function closeAll({ tasks, schedules, database }: Parts): Promise<void> {
  await tasks.close();
  await schedules.close();
  await database.close();
}

function notSchedulable({ identifier, actions }: WorkerRow): StaskError {
  return new StaskError(
    'STASK_SCHEDULE_INVALID',
    `Worker "${identifier}" has no \`make\` action, so it cannot have a schedule. Its actions: ` +
      `${actions.map(({ name }) => name).join(', ')}.`,
  );
}

function keepSchedule(stored: object): object {
  return 'schedule' in stored ? { schedule: stored.schedule } : {};
}
