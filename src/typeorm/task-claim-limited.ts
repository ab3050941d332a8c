import { TASK_STATUS, type ClaimedTask } from '../store/task-row.js';
import type { LimitedClaim, LimitedClaimRequest } from '../store/task-claim.js';
import { claimable, claimPicked } from './task-claim.js';
import type { Database } from './database.js';
import { isDuplicate } from './database-error.js';

const MAX_ROUNDS = 3;

/**
 * Claims tasks of an action whose runs are limited in the whole cluster. Each running task holds a numbered slot in a
 * unique column, so that two runners that count at the same moment cannot both take the last one.
 */
export async function claimLimited(database: Database, request: LimitedClaimRequest): Promise<LimitedClaim> {
  const tasks: ClaimedTask[] = [];
  for (let round = 0; round < MAX_ROUNDS && tasks.length < request.limit; round++) {
    const slots = await freeSlots(database, request);
    if (slots.length === 0) return { tasks, saturated: true };
    const outcome = await fillSlots(database, request, slots, tasks);
    if (outcome === 'filled' || outcome === 'empty')
      return { tasks, saturated: outcome === 'filled' && tasks.length < request.limit };
  }
  return { tasks, saturated: false };
}

interface Slot {
  readonly actionSlot: string | null;
  readonly workerSlot: string | null;
}

async function fillSlots(
  database: Database,
  request: LimitedClaimRequest,
  slots: readonly Slot[],
  tasks: ClaimedTask[],
): Promise<'filled' | 'empty' | 'taken'> {
  const { runner, leaseMs, identifier, action, limit } = request;
  const scope = claimable(database.dialect, { identifiers: [identifier] });
  const where = { sql: `${scope.sql} AND s_tasks.action = ?`, parameters: [...scope.parameters, action] };
  for (const slot of slots) {
    if (tasks.length >= limit) return 'filled';
    try {
      const [task] = await claimPicked(database, { where, limit: 1, runner, leaseMs, ...slot });
      if (task === undefined) return 'empty';
      tasks.push(task);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return 'taken'; // another runner was faster: count again
    }
  }
  return 'filled';
}

async function freeSlots(database: Database, request: LimitedClaimRequest): Promise<Slot[]> {
  const { identifier, action, actionLimit, workerLimit } = request;
  const used = await database.query(
    `SELECT action_slot, worker_slot FROM s_tasks WHERE status IN (${TASK_STATUS.preparing}, ${TASK_STATUS.running}) AND identifier = ?`,
    [identifier],
  );
  const taken = new Set(used.flatMap((row) => [row['action_slot'], row['worker_slot']]));
  const free = (name: string, limit: number | undefined): Array<string | null> =>
    limit === undefined
      ? Array.from({ length: request.limit }, () => null)
      : Array.from({ length: limit }, (_, n) => `${name}#${n + 1}`).filter((slot) => !taken.has(slot));
  const actions = free(`${identifier}.${action}`, actionLimit);
  const workers = free(identifier, workerLimit);
  const count = Math.min(request.limit, actions.length, workers.length);
  return Array.from({ length: count }, (_, n) => ({ actionSlot: actions[n] ?? null, workerSlot: workers[n] ?? null }));
}
