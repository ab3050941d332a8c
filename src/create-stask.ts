import { discover } from './discovery/discover.js';
import { locateClass } from './discovery/locate-class.js';
import { matchesPattern } from './discovery/name-pattern.js';
import { messageOf } from './errors.js';
import { facadeOf } from './facade.js';
import { discoveryOptions, type Parts } from './parts.js';
import { lastTask } from './last-task.js';
import { maintenanceFor } from './maintenance.js';
import { createEvents } from './events.js';
import { resolveOptions, type ResolvedOptions, type StaskOptions } from './options.js';
import { createInstances, type Instances } from './registry/instances.js';
import { createRecentWorkers } from './registry/recent-workers.js';
import { createRegistry, type Registry } from './registry/registry.js';
import { createWorkers } from './registry/workers.js';
import { createWorkerSettings } from './registry/worker-settings.js';
import { shouldRunNow } from './schedule/due-slot.js';
import { parseSchedule } from './schedule/parse-schedule.js';
import { checkValue } from './schema/check-value.js';
import type { Stask } from './stask.js';
import type { WorkerRow } from './store/worker-store.js';
import { createSchedules } from './tasks/schedules.js';
import { createTasks } from './tasks/create-tasks.js';
import type { Database } from './typeorm/database.js';
import { ensureMigrated } from './typeorm/migrations.js';
import { loadOtel, type Otel } from './tracing/otel.js';
import { countEnds } from './tracing/count-ends.js';
import { traceAttempts } from './tracing/trace-attempts.js';
import { traceCreates } from './tracing/trace-creates.js';
import { openDatabase } from './typeorm/open-database.js';
import { createTaskStore } from './typeorm/task-store.js';
import { createWorkerStore } from './typeorm/worker-store.js';
import type { Schedule } from './worker/schedule.js';
import type { WorkerHost } from './worker/worker-host.js';

/**
 * Opens the host's database, registers what is newly installed, and gives everything a host does.
 *
 * @throws StaskError `STASK_CONFIG_INVALID` for options, `STASK_DATABASE_…` for the database
 */
export async function createStask(options: StaskOptions = {}): Promise<Stask> {
  const resolved = resolveOptions(options);
  const database = await openDatabase({ ...resolved, url: resolved.database });
  try {
    await ensureMigrated(database, database.embedded || resolved.migrate);
    const parts = connectParts(resolved, database, await loadOtel(tracingProblem(resolved)));
    if (resolved.autoDiscover) await autoDiscover(parts);
    return facadeOf(parts);
  } catch (error) {
    await database.close().catch(() => undefined); // the first error is the news
    throw error;
  }
}

function tracingProblem({ logger }: ResolvedOptions): (error: unknown) => void {
  return (error) =>
    logger.warn({ error }, `No tracing: @opentelemetry/api is installed and cannot be loaded: ${messageOf(error)}`);
}

function connectParts(options: ResolvedOptions, database: Database, otel: Otel | undefined): Parts {
  const { logger } = options;
  const recent = createRecentWorkers(createWorkerStore(database));
  const { store } = recent;
  const plainStore = createTaskStore(database);
  const taskStore = otel === undefined ? plainStore : traceCreates(plainStore, otel);
  const events = createEvents();
  if (otel !== undefined) countEnds(events, otel);
  const workers = createWorkers(store);
  const settings = createWorkerSettings(store, ({ schedule }) => {
    if (schedule !== undefined && schedule !== null) parseSchedule(schedule);
  });
  const instances: Instances = createInstances({
    find: async (identifier) => (await recent.find(identifier)) ?? workers.get(identifier),
    loadClass: (row) => locateClass({ class: row.class, packageName: row.packageName }, discoveryOptions(options)),
    instantiate: options.instantiate,
    hostFor: (row, current) => workerHost(parts, row, current),
  });
  const tasks = createTasks({
    store: taskStore,
    workers: { list: () => store.list(), find: (identifier) => recent.find(identifier) },
    instanceOf: async (identifier) => (await instances.get(identifier)).worker,
    storagePath: options.storagePath,
    events,
    checkOptions: async (schema, value) => {
      const { value: checked, fields = [] } = await checkValue(schema, value);
      return { value: checked, problems: fields };
    },
    maxDataBytes: options.maxDataBytes,
    webhooks: options.webhooks,
    ...(otel !== undefined && { tracing: traceAttempts(otel) }),
  });
  const schedules = createSchedules({
    store: taskStore,
    tasks,
    now: () => taskStore.now(),
    workers: () => store.list(),
    events,
    report: (identifier, error) =>
      logger.error({ identifier, error }, `Schedule of "${identifier}" was not looked at: ${messageOf(error)}`),
  });
  const activateNew = activationRule(options.discovery.activate);
  const registryWith = (useCache: boolean): Registry =>
    createRegistry({ store, activateNew, discover: () => discover({ ...discoveryOptions(options), useCache }) });
  const parts: Parts = {
    options,
    database,
    registry: registryWith(false),
    cached: registryWith(true),
    workers,
    settings,
    instances,
    tasks,
    schedules,
    events,
  };
  return parts;
}

function activationRule(rule: ResolvedOptions['discovery']['activate']): (row: WorkerRow) => boolean {
  if (typeof rule === 'function') return rule;
  if (typeof rule === 'boolean') return () => rule;
  return ({ packageName }) => rule.some((pattern) => matchesPattern(packageName, pattern));
}

/** Registration must not keep a host from starting: what is already registered still works. */
async function autoDiscover({ cached, options }: Parts): Promise<void> {
  const { registered, skipped } = await cached.discover();
  for (const { identifier, packageName } of registered)
    options.logger.info({ identifier, package: packageName }, `Registered worker "${identifier}" of ${packageName}`);
  for (const { package: name, reason, detail } of skipped)
    options.logger.debug({ package: name, reason }, `Left out ${name}: ${reason}, ${detail}`);
}

function workerHost(parts: Parts, row: WorkerRow, current: WorkerHost['settings']): WorkerHost {
  const { settings, tasks, instances } = parts;
  const schedule = (): Schedule | undefined => current()['schedule'] as Schedule | undefined;
  return {
    settings: current,
    async updateSettings(patch) {
      instances.settingsChanged(row.identifier, await settings.set(row.identifier, patch));
    },
    schedule,
    shouldRunNow() {
      const set = schedule();
      return set != null && shouldRunNow(parseSchedule(set), new Date());
    },
    maintenance: maintenanceFor(row, parts),
    createTask: (action, data, options) => tasks.create({ identifier: row.identifier, action, data, ...options }),
    lastTask: (action, status) => lastTask(parts, row, action, status),
  };
}
