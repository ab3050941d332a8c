import type { ClaimedTask } from './task-row.js';

export interface ClaimRequest {
  readonly runner: string;
  /** Most tasks to claim, 1 or more. */
  readonly limit: number;
  readonly leaseMs: number;
  /** Only tasks of these workers, and of them only the active ones. */
  readonly identifiers: readonly string[];
  /** Pairs left out: they are limited in number and claimed on their own, or saturated for the moment. */
  readonly except?: readonly ActionPair[];
  /** Ageing: only tasks of this priority that wait longer than this. */
  readonly aged?: { readonly priority: number; readonly waitingMs: number };
}

export interface ActionPair {
  readonly identifier: string;
  readonly action: string;
}

/** A claim of one action or worker whose runs are limited in the whole cluster. */
export interface LimitedClaimRequest extends ActionPair {
  readonly runner: string;
  readonly limit: number;
  readonly leaseMs: number;
  /** Most runs of the action at once; absent when only the worker is limited. */
  readonly actionLimit?: number;
  /** Most runs of the worker at once; absent when only the action is limited. */
  readonly workerLimit?: number;
}

export interface LimitedClaim {
  readonly tasks: ClaimedTask[];
  /** All slots are taken: not worth asking again for a moment. */
  readonly saturated: boolean;
}

/** What there is to do at this moment; one cheap statement. */
export interface QueueGlance {
  /** Tasks are ready to be claimed. */
  readonly ready: boolean;
  /** Planned tasks are due. */
  readonly due: boolean;
  /** Leases have expired. */
  readonly expired: boolean;
  /** Changes whenever a worker row does (activated, limits, new); compare it with the last one. */
  readonly workersStamp: string;
}
