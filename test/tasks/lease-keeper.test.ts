import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLeaseKeeper } from '#src/tasks/lease-keeper.js';

const ignore = (): void => {};

test('the end of an attempt does not release the lease of the next one in the same process', () => {
  const keeper = createLeaseKeeper({
    renew: async () => [],
    leaseMs: 60_000,
    heartbeatMs: 30_000,
    onCancelRequested: ignore,
    onLost: ignore,
    onTrouble: ignore,
  });
  const first = { id: 1, fence: 1 };
  const second = { id: 1, fence: 2 };
  keeper.keep(first);
  keeper.keep(second); // claimed again before the first attempt has tidied up
  keeper.release(first);
  assert.equal(keeper.holds(second), true);
  assert.equal(keeper.holds(first), false);
  keeper.release(second);
  assert.equal(keeper.holds(second), false);
  keeper.close();
});

test('a lease renewed by another write is sure from when that write was asked for, never for less than before', () => {
  const keeper = createLeaseKeeper({
    renew: async () => [],
    leaseMs: 60_000,
    heartbeatMs: 30_000,
    onCancelRequested: ignore,
    onLost: ignore,
    onTrouble: ignore,
  });
  const lease = { id: 1, fence: 1 };
  keeper.keep(lease, performance.now() - 70_000);
  assert.equal(keeper.holds(lease), false);
  keeper.renewed(lease, performance.now() - 65_000);
  assert.equal(keeper.holds(lease), false);
  keeper.renewed(lease, performance.now());
  keeper.renewed(lease, performance.now() - 65_000);
  assert.equal(keeper.holds(lease), true);
  keeper.renewed({ id: 1, fence: 2 }, performance.now()); // of another claim
  assert.equal(keeper.holds({ id: 1, fence: 2 }), false);
  keeper.close();
});
