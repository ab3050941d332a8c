import { announce, type StaskEvents } from '../events.js';
import type { AttemptNote } from '../store/task-attempt.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { Settlement } from '../store/task-lease.js';
import type { TaskStore } from '../store/task-store.js';
import { describeError } from './describe-error.js';
import { factsOf } from './executor.js';
import { logFailure } from './log-failure.js';
import { openTaskLog } from './task-log.js';
import type { JsonObject } from '../worker/task-interface.js';
import { retryDelayMs, retryPolicy } from './retry-delay.js';

const BATCH = 100;
const UNSTARTED = 'Taken back: its runner was silent before it started.';
const DIED = 'The runner died or was silent for too long while the task ran.';

/**
 * What becomes of a task whose runner is silent: not started, back to the queue uncounted; started, another attempt
 * after the backoff, or failed when the attempts are used up; asked to stop, cancelled.
 */
export function rescueSettlement(row: TaskRow, random: number): Settlement {
  const { id, fence, attempts, maxAttempts } = row;
  const base = { id, fence, resultJson: null, errorJson: null, progress: null, delayMs: 0, uncount: false };
  const cancelled = { ...base, status: TASK_STATUS.cancelled, message: 'Cancelled; its runner is gone.' };
  if (row.cancelRequestedAt !== null)
    return row.status === TASK_STATUS.preparing ? cancelled : { ...cancelled, note: lostNote(row) };
  if (row.status === TASK_STATUS.preparing) return { ...base, status: TASK_STATUS.queued, message: UNSTARTED };
  const error = Object.assign(new Error(DIED), { name: 'RunnerDied', runner: row.claimedBy });
  delete error.stack;
  const failed = { ...base, message: DIED, errorJson: JSON.stringify(describeError(error)), note: lostNote(row) };
  if (attempts >= maxAttempts)
    return { ...failed, status: TASK_STATUS.failed, message: `${DIED} No attempts are left (${attempts}).` };
  const delayMs = retryDelayMs(Math.max(1, attempts), retryPolicy(row.backoff ?? undefined), random);
  return { ...failed, status: TASK_STATUS.queued, delayMs };
}

const lostNote = ({ attempts, claimedBy }: TaskRow): AttemptNote => ({
  n: attempts,
  outcome: 'lost',
  message: DIED,
  error: null,
  runner: claimedBy,
});

export interface RescueParts {
  readonly store: TaskStore;
  readonly events: StaskEvents;
  readonly random: () => number;
  readonly storagePath: string;
}

/** Takes tasks of silent runners back; any number of runners may do so at once. Returns how many. */
export async function rescueExpired(
  { store, events, random, storagePath }: RescueParts,
  limit = BATCH,
): Promise<number> {
  const rows = await store.expired(limit);
  if (rows.length === 0) return 0;
  const settlements = rows.map((row) => rescueSettlement(row, random()));
  const accepted = new Set((await store.settleExpired(settlements)).map(({ id }) => id));
  const writing: Array<Promise<void>> = [];
  settlements.forEach((settlement, index) => {
    if (!accepted.has(settlement.id)) return;
    const facts = factsOf(rows[index]!);
    const { message, status, errorJson, delayMs } = settlement;
    announce(events, 'task.rescued', { ...facts, message });
    const error = errorJson === null ? null : (JSON.parse(errorJson) as JsonObject);
    if (error !== null) {
      const log = openTaskLog({ storagePath, taskId: settlement.id });
      logFailure(log, facts, settlement, error);
      writing.push(log.flush());
    }
    if (status === TASK_STATUS.failed) announce(events, 'task.failed', { ...facts, error, message, durationMs: 0 });
    else if (status === TASK_STATUS.cancelled) announce(events, 'task.cancelled', { ...facts, message });
    else if (error !== null) announce(events, 'task.retrying', { ...facts, error, message, delayMs });
  });
  await Promise.all(writing);
  return accepted.size;
}
