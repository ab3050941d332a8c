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
