import type { WorkerRow } from '../store/worker-store.js';
import type { ActionPair } from '../store/task-claim.js';

/** One action whose runs are limited in the whole cluster. */
export interface LimitedAction extends ActionPair {
  readonly actionLimit?: number;
  readonly workerLimit?: number;
}

/** What a runner may claim: whole workers at once, and limited actions one by one. */
export interface ClaimPlan {
  readonly identifiers: readonly string[];
  /** Limited actions; left out of the claim by identifiers. */
  readonly limited: readonly LimitedAction[];
}

/**
 * Splits the active workers by their limits: `@Action({ concurrency })` per action, and a runner's `limits` per worker
 * (`mail`) or action (`mail.send_digest`), of which the smaller counts. Tasks of a worker without actions, which is one
 * of the PHP package that no npm package has yet, wait.
 */
export function claimPlan(
  workers: readonly WorkerRow[],
  limits: Readonly<Record<string, number>>,
  only: readonly string[] | null,
): ClaimPlan {
  const wanted = workers.filter(
    ({ active, actions, identifier }) => active && actions.length > 0 && (only === null || only.includes(identifier)),
  );
  return {
    identifiers: wanted.map(({ identifier }) => identifier),
    limited: wanted.flatMap((worker) => limitedActions(worker, limits)),
  };
}

function limitedActions(worker: WorkerRow, limits: Readonly<Record<string, number>>): LimitedAction[] {
  const { identifier } = worker;
  const workerLimit = limits[identifier];
  return worker.actions.flatMap(({ name, concurrency }) => {
    const actionLimit = smaller(concurrency, limits[`${identifier}.${name}`]);
    if (workerLimit === undefined && actionLimit === undefined) return [];
    return [
      {
        identifier,
        action: name,
        ...(actionLimit !== undefined && { actionLimit }),
        ...(workerLimit !== undefined && { workerLimit }),
      },
    ];
  });
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
