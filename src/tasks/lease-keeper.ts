import type { Lease, RenewedLease } from '../store/task-lease.js';

export interface LeaseKeeperParts {
  readonly renew: (leases: readonly Lease[]) => Promise<RenewedLease[]>;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly onCancelRequested: (id: number) => void;
  readonly onLost: (id: number) => void;
  readonly onTrouble: (error: unknown) => void;
}

export interface LeaseKeeper {
  /** `claimedAt` is the `performance.now()` from which the lease runs at the latest. */
  keep(lease: Lease, claimedAt?: number): void;
  /** The lease was renewed by another write, which was asked for at this `performance.now()`. */
  renewed(lease: Lease, askedAt: number): void;
  /** Forgets this lease; a newer one of the same task stays. */
  release(lease: Lease): void;
  /** True while the lease is surely still ours by our own clock. */
  holds(lease: Lease): boolean;
  close(): void;
}

interface Kept extends Lease {
  /** Local monotonic time up to which the lease is sure. */
  sureUntil: number;
}

/** Heartbeats that may wait for their answer at once. */
const MAX_BEATING = 3;

/** Renews the leases of a runner in one statement per heartbeat, and only while it holds any. */
export function createLeaseKeeper(parts: LeaseKeeperParts): LeaseKeeper {
  const { renew, leaseMs, heartbeatMs, onCancelRequested, onLost, onTrouble } = parts;
  const kept = new Map<number, Kept>();
  let timer: NodeJS.Timeout | undefined;
  let beating = 0;
  let closed = false;

  function schedule(): void {
    if (closed || timer !== undefined || beating >= MAX_BEATING || kept.size === 0) return;
    timer = setTimeout(() => void beat(), heartbeatMs);
  }

  async function beat(): Promise<void> {
    timer = undefined;
    const leases = [...kept.values()];
    if (leases.length === 0) return;
    beating++;
    schedule(); // an answer that never comes must not keep the next heartbeat, on another connection, from renewing
    const askedAt = performance.now();
    try {
      const renewed = new Map((await renew(leases)).map((lease) => [lease.id, lease]));
      for (const lease of leases) judge(lease, renewed.get(lease.id), askedAt);
    } catch (error) {
      onTrouble(error); // the next heartbeat tries again; what ends meanwhile is fenced
    } finally {
      beating--;
      schedule();
    }
  }

  function judge(lease: Kept, renewed: RenewedLease | undefined, askedAt: number): void {
    if (kept.get(lease.id) !== lease) return; // ended while the answer was on its way
    if (renewed === undefined || renewed.fence !== lease.fence) {
      kept.delete(lease.id);
      onLost(lease.id);
      return;
    }
    lease.sureUntil = Math.max(lease.sureUntil, askedAt + leaseMs);
    if (renewed.cancelRequested) onCancelRequested(lease.id);
  }

  return {
    keep({ id, fence }, claimedAt = performance.now()) {
      if (kept.get(id)?.fence === fence) return;
      kept.set(id, { id, fence, sureUntil: claimedAt + leaseMs });
      schedule();
    },
    renewed({ id, fence }, askedAt) {
      const lease = kept.get(id);
      if (lease?.fence === fence) lease.sureUntil = Math.max(lease.sureUntil, askedAt + leaseMs);
    },
    release({ id, fence }) {
      if (kept.get(id)?.fence === fence) kept.delete(id);
      if (kept.size > 0 || timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
    },
    holds({ id, fence }) {
      const lease = kept.get(id);
      return lease?.fence === fence && lease.sureUntil > performance.now();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
