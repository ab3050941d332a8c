import type { Schedule } from '../worker/schedule.js';
import { latestSlot, ON_TIME_MS } from './due-slot.js';
import { nextRunAt } from './next-run.js';

/** What is known of one worker's scheduled runs; all from one look at the database. */
export interface SchedulePosition {
  /** Checked by `parseSchedule`; undefined when the worker has none. */
  readonly schedule: Schedule | undefined;
  /** The database's time. */
  readonly now: Date;
  /**
   * Up to here slots are taken care of: the latest of the last scheduled run's slot, start and end. When the schedule was
   * just set or switched on, or its worker activated, that moment: what passed before was not missed. Undefined when none
   * ever ran.
   */
  readonly coveredUntil: Date | undefined;
  /** The slot of the run that is queued and was never started; undefined when there is none. */
  readonly queuedSlot: Date | undefined;
  /** A scheduled run of this worker is going on, or was started and waits for another attempt. */
  readonly isRunning: boolean;
}

/** `queue`: create the task with `start_at` at `slot` and the unique key; `move`: change both; `withdraw`: cancel it. */
export type SchedulePlan =
  | { readonly do: 'queue' | 'move'; readonly slot: Date; readonly uniqueKey: string }
  | { readonly do: 'withdraw' }
  | { readonly do: 'nothing' };

const KEY_PREFIX = 'schedule ';
const NOTHING: SchedulePlan = { do: 'nothing' };

/**
 * What to do so that exactly the right run of a schedule is queued: the next slot, or once the last of those missed while
 * no host was up. Hosts that decide alike make one task, since the key is the same for the same slot. While a run is
 * going on nothing new is queued, and slots that pass meanwhile are left out.
 */
export function planScheduledRun(position: SchedulePosition): SchedulePlan {
  const { queuedSlot } = position;
  const slot = position.isRunning ? slotWhileRunning(position) : slotToQueue(position);
  if (slot === undefined) return queuedSlot === undefined ? NOTHING : { do: 'withdraw' };
  if (queuedSlot === undefined) return position.isRunning ? NOTHING : { do: 'queue', ...keyed(slot) };
  return slot.getTime() === queuedSlot.getTime() ? NOTHING : { do: 'move', ...keyed(slot) };
}

/** Key of the run of one slot; with it, `create` gives every host the same task. */
export function slotKey(slot: Date): string {
  return `${KEY_PREFIX}${slot.toISOString()}`;
}

/** The slot that a unique key stands for; undefined for any other key. */
export function slotOfKey(uniqueKey: string): Date | undefined {
  if (!uniqueKey.startsWith(KEY_PREFIX)) return undefined;
  const slot = new Date(uniqueKey.slice(KEY_PREFIX.length));
  return Number.isNaN(slot.getTime()) || slotKey(slot) !== uniqueKey ? undefined : slot;
}

function keyed(slot: Date): { slot: Date; uniqueKey: string } {
  return { slot, uniqueKey: slotKey(slot) };
}

/** A run queued ahead stays; one that came due must wait for a later slot. */
function slotWhileRunning({ schedule, now }: SchedulePosition): Date | undefined {
  return schedule && nextRunAt(schedule, now);
}

function slotToQueue({ schedule, now, coveredUntil, queuedSlot }: SchedulePosition): Date | undefined {
  if (schedule === undefined) return undefined;
  const passed = passedSlot(schedule, now, coveredUntil, queuedSlot);
  if (passed !== undefined && (schedule.catchUp !== 'none' || isOnTime(passed, now))) return passed;
  return nextRunAt(schedule, coveredUntil !== undefined && coveredUntil > now ? coveredUntil : now);
}

/** The last slot that passed without a run. A queued run tells from when on; without one, what was covered does. */
function passedSlot(
  schedule: Schedule,
  now: Date,
  coveredUntil: Date | undefined,
  queuedSlot: Date | undefined,
): Date | undefined {
  const justBefore = queuedSlot && new Date(queuedSlot.getTime() - 1);
  // A `once` without a queued run has run, or was set for a time that had passed: nothing was missed.
  const since = justBefore ?? (schedule.type === 'once' ? undefined : coveredUntil);
  if (since === undefined || since >= now) return undefined;
  return latestSlot(schedule, coveredUntil !== undefined && coveredUntil > since ? coveredUntil : since, now);
}

function isOnTime(slot: Date, now: Date): boolean {
  return now.getTime() - slot.getTime() <= ON_TIME_MS;
}
