import type { WorkerRow } from '../store/worker-store.js';
import { hasScheduledAction, reconcileSchedule, SCHEDULED_ACTION, type SchedulerParts } from './scheduler.js';
import type { StaskEventMap, StaskEvents } from '../events.js';

export interface SchedulesParts extends SchedulerParts {
  readonly workers: () => Promise<WorkerRow[]>;
  readonly events: StaskEvents;
  /** Told of trouble with one worker's schedule; the others go on. */
  readonly report: (identifier: string, error: unknown) => void;
  /** Time between looks at all schedules while a runner works here. Default 30000. */
  readonly intervalMs?: number;
}

/** Keeps exactly the next run of every schedule queued. */
export interface Schedules {
  /** Looks at one worker whose schedule was just set, or that was activated; errors reach the caller. */
  reconcile(worker: WorkerRow): Promise<void>;
  /** Looks at every active worker with a schedule; errors are reported. */
  reconcileAll(): Promise<void>;
  /** Looks regularly, and after every scheduled run, until `ended` settles. */
  keepUntil(ended: Promise<unknown>): void;
  close(): Promise<void>;
}

export function createSchedules(parts: SchedulesParts): Schedules {
  const { workers, events, report, intervalMs = 30_000 } = parts;
  let followed = 0;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  const guarded = async (worker: WorkerRow): Promise<void> => {
    try {
      await reconcileSchedule(parts, worker);
    } catch (error) {
      report(worker.identifier, error);
    }
  };
  const all = async (only?: string): Promise<void> => {
    try {
      const rows = await workers();
      for (const row of rows) if (isScheduled(row) && (only ?? row.identifier) === row.identifier) await guarded(row);
    } catch (error) {
      report(only ?? 'all workers', error);
    }
  };
  /** One after the other, so that `close` can wait for the last. */
  const inTurn = (only?: string): Promise<void> => (last = last.then(() => all(only)));
  const onEnd = ({
    identifier,
    action,
  }: StaskEventMap['task.completed'][0] | StaskEventMap['task.failed'][0]): void => {
    if (action === SCHEDULED_ACTION) void inTurn(identifier);
  };
  const onCancelled = ({ identifier, action }: StaskEventMap['task.cancelled'][0]): void => {
    if (action === SCHEDULED_ACTION) void inTurn(identifier);
  };
  const start = (): void => {
    timer = setInterval(() => void inTurn(), intervalMs);
    events.on('task.completed', onEnd).on('task.failed', onEnd).on('task.cancelled', onCancelled);
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    events.off('task.completed', onEnd).off('task.failed', onEnd).off('task.cancelled', onCancelled);
  };

  return {
    reconcile: async (worker) => void (await reconcileSchedule(parts, worker, 'now')),
    reconcileAll: () => inTurn(),
    keepUntil(ended) {
      if (followed++ === 0) start();
      void ended.catch(() => undefined).then(() => --followed === 0 && stop()); // how the runner ended is told by itself
    },
    async close() {
      if (timer !== undefined) stop();
      await last;
    },
  };
}

/** A deactivated or broken worker keeps what is queued and gets nothing new. */
function isScheduled(worker: WorkerRow): boolean {
  return worker.active && worker.health === 'ok' && worker.settings['schedule'] != null && hasScheduledAction(worker);
}
