import type { ActionPair, QueueGlance } from '../store/task-claim.js';
import type { ClaimedTask } from '../store/task-row.js';
import type { TaskStore } from '../store/task-store.js';
import type { WorkerRow } from '../store/worker-store.js';
import { claimPlan, type ClaimPlan } from './limits.js';
import { PRIORITY_LOW, PRIORITY_NORMAL } from './priority.js';
import type { ResolvedRunnerOptions } from './runner-options.js';

export interface ClaimerParts {
  readonly store: TaskStore;
  readonly workers: { list(): Promise<WorkerRow[]> };
  readonly runner: string;
  readonly options: Pick<ResolvedRunnerOptions, 'limits' | 'identifiers' | 'leaseMs' | 'ageingMs'>;
}

/** Decides what one runner claims, and in which order. */
export interface Claimer {
  /**
   * Up to `count` tasks: of limited actions as their slots allow, and no more than start at once (`startable`), so that
   * no slot is held by a task that waits here; the others in one batch.
   */
  claim(count: number, startable?: number): Promise<ClaimedTask[]>;
  /** Looks at the queue; reads the workers again when any of them has changed. */
  glance(options?: { readonly withSaturated?: boolean }): Promise<QueueGlance>;
  /** A run of this action has ended here; true when claims left the action out because it was saturated. */
  freed(pair: ActionPair): boolean;
}

/** A saturated action is not asked for again during this time. */
const SATURATED_MS = 500;
/** Workers are read again after this time at the latest, whatever the glance says. */
const PLAN_MS = 30_000;
/** Every so many claims are for tasks that have waited long, low and normal ones in turn. */
const AGEING_EVERY = 10;

export function createClaimer({ store, workers, runner, options }: ClaimerParts): Claimer {
  const { leaseMs, ageingMs, limits, identifiers } = options;
  const saturatedUntil = new Map<string, number>();
  let plan: ClaimPlan | undefined;
  let planReadAt = 0;
  let stamp: string | undefined;
  let claims = 0;

  async function currentPlan(): Promise<ClaimPlan> {
    if (plan !== undefined && performance.now() - planReadAt < PLAN_MS) return plan;
    plan = claimPlan(await workers.list(), limits, identifiers);
    planReadAt = performance.now();
    return plan;
  }

  const isSaturated = ({ identifier, action }: ActionPair): boolean =>
    (saturatedUntil.get(`${identifier}.${action}`) ?? 0) > performance.now();

  async function claimLimited(current: ClaimPlan, count: number): Promise<ClaimedTask[]> {
    const rows: ClaimedTask[] = [];
    for (const pair of current.limited) {
      if (rows.length >= count) break;
      if (isSaturated(pair)) continue;
      const { tasks, saturated } = await store.claimLimited({ ...pair, runner, leaseMs, limit: count - rows.length });
      rows.push(...tasks);
      if (saturated) saturatedUntil.set(`${pair.identifier}.${pair.action}`, performance.now() + SATURATED_MS);
    }
    return rows;
  }

  return {
    async claim(count, startable = count) {
      const current = await currentPlan();
      if (current.identifiers.length === 0 || count < 1) return [];
      const request = { runner, leaseMs, identifiers: current.identifiers, except: current.limited };
      const aged = ++claims % AGEING_EVERY === 0 ? agedTurn(claims / AGEING_EVERY, ageingMs) : undefined;
      const rows = aged === undefined ? [] : await store.claim({ ...request, aged, limit: count });
      if (rows.length < startable) rows.push(...(await claimLimited(current, startable - rows.length)));
      if (rows.length < count) rows.push(...(await store.claim({ ...request, limit: count - rows.length })));
      return rows;
    },
    freed({ identifier, action }) {
      const limited = plan?.limited.filter((pair) => pair.identifier === identifier) ?? [];
      const same = limited.filter((pair) => pair.workerLimit !== undefined || pair.action === action);
      return same.filter((pair) => saturatedUntil.delete(`${pair.identifier}.${pair.action}`)).length > 0;
    },
    async glance({ withSaturated = false } = {}) {
      const current = await currentPlan();
      const glance = await store.glance({
        identifiers: current.identifiers,
        except: withSaturated ? [] : current.limited.filter(isSaturated),
      });
      if (stamp !== undefined && glance.workersStamp !== stamp) plan = undefined;
      stamp = glance.workersStamp;
      return plan === undefined ? { ...glance, ready: true } : glance;
    },
  };
}

const agedTurn = (turn: number, waitingMs: number): { priority: number; waitingMs: number } => ({
  priority: turn % 2 === 1 ? PRIORITY_LOW : PRIORITY_NORMAL,
  waitingMs,
});
