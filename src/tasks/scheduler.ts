import { parseSchedule } from '../schedule/parse-schedule.js';
import { planScheduledRun, slotKey, slotOfKey, type SchedulePlan, type SchedulePosition } from '../schedule/plan.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { TaskStore } from '../store/task-store.js';
import type { WorkerRow } from '../store/worker-store.js';
import type { Schedule } from '../worker/schedule.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { Tasks } from './tasks.js';

/** The action that schedules run. */
export const SCHEDULED_ACTION = 'make';

const UNSTARTED = [TASK_STATUS.planned, TASK_STATUS.waiting, TASK_STATUS.queued] as const;
const HELD = [TASK_STATUS.preparing, TASK_STATUS.running] as const;
const ENDED = [TASK_STATUS.finished, TASK_STATUS.failed, TASK_STATUS.cancelled] as const;
/** Ended runs looked at for the last scheduled one; runs by hand may lie between. */
const LOOK_BACK = 50;

export interface SchedulerParts {
  readonly store: Pick<TaskStore, 'list' | 'removeUnstarted'>;
  readonly tasks: Pick<Tasks, 'createOrGet'>;
  /** The database's time. */
  readonly now: () => Promise<Date>;
}

/**
 * Brings the queued run of one worker in line with its schedule: queues the next, moves or withdraws the one that no
 * longer fits. Any number of hosts may do so at once: the unique key of a slot gives them the same task.
 *
 * @param since `now` when the schedule was just set or the worker activated: what passed before was not missed
 * @see docs/schedules.md
 */
export async function reconcileSchedule(
  parts: SchedulerParts,
  worker: WorkerRow,
  since: 'last-run' | 'now' = 'last-run',
): Promise<SchedulePlan> {
  const unfinished = await scheduledRuns(parts, worker, [...UNSTARTED, ...HELD]);
  const queued = unfinished.find(isUnstarted);
  const plan = planScheduledRun(await positionOf(parts, worker, unfinished, since));
  if (queued !== undefined && (plan.do === 'withdraw' || plan.do === 'move'))
    await parts.store.removeUnstarted(queued.id);
  if (plan.do === 'queue' || plan.do === 'move') await queue(parts, worker, plan.slot);
  return plan;
}

/** The checked schedule in a worker's settings, when its runs are to be queued at all. */
export function scheduleOf(worker: WorkerRow): Schedule | undefined {
  const stored = worker.settings['schedule'];
  if (stored === undefined || stored === null || !hasScheduledAction(worker)) return undefined;
  return parseSchedule(stored);
}

export function hasScheduledAction(worker: WorkerRow): boolean {
  return worker.actions.some(({ name }) => name === SCHEDULED_ACTION);
}

async function positionOf(
  parts: SchedulerParts,
  worker: WorkerRow,
  unfinished: readonly TaskRow[],
  since: 'last-run' | 'now',
): Promise<SchedulePosition> {
  const now = await parts.now();
  const [last] = await scheduledRuns(parts, worker, ENDED);
  const ended = last === undefined ? [] : [slotOf(last), last.startedAt, last.finishedAt];
  const covered = [...ended, since === 'now' ? now : null];
  const moments = covered.filter((each) => each !== null && each !== undefined).map((each) => each.getTime());
  const queued = unfinished.find(isUnstarted);
  return {
    schedule: scheduleOf(worker),
    now,
    coveredUntil: moments.length === 0 ? undefined : new Date(Math.max(...moments)),
    queuedSlot: queued && slotOf(queued),
    isRunning: unfinished.some((task) => !isUnstarted(task)),
  };
}

async function scheduledRuns(
  { store }: SchedulerParts,
  worker: WorkerRow,
  statuses: readonly TaskRow['status'][],
): Promise<TaskRow[]> {
  const filter = { identifier: worker.identifier, action: SCHEDULED_ACTION, statuses };
  const rows = await store.list(filter, { limit: LOOK_BACK });
  return rows.filter((row) => slotOf(row) !== undefined);
}

/** A run that waits for its next attempt has started: it is neither moved nor withdrawn. */
function isUnstarted({ status, attempts }: TaskRow): boolean {
  return attempts === 0 && UNSTARTED.some((each) => each === status);
}

/** The slot of a scheduled run; undefined for a run that somebody asked for. */
function slotOf({ uniqueKey }: TaskRow): Date | undefined {
  return uniqueKey === null ? undefined : slotOfKey(uniqueKey);
}

async function queue({ tasks }: SchedulerParts, worker: WorkerRow, slot: Date): Promise<void> {
  await tasks.createOrGet({
    identifier: worker.identifier,
    action: SCHEDULED_ACTION,
    data: scheduledData(worker),
    startAt: slot,
    uniqueKey: slotKey(slot),
  });
}

/** `manual: false` lets an action tell a scheduled run from one by hand, unless its options have no such field. */
function scheduledData({ actions }: WorkerRow): JsonObject {
  const schema = actions.find(({ name }) => name === SCHEDULED_ACTION)?.schema;
  const properties = schema?.['properties'];
  const takesManual =
    schema === undefined || (typeof properties === 'object' && properties !== null && 'manual' in properties);
  return takesManual ? { manual: false } : {};
}
