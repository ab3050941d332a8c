import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createRecentWorkers } from '#src/registry/recent-workers.js';
import type { WorkerRow, WorkerStore } from '#src/store/worker-store.js';

function counting(row: Partial<WorkerRow> | undefined) {
  let clock = 0;
  let reads = 0;
  const store = {
    find: () => {
      reads++;
      return Promise.resolve(row as WorkerRow | undefined);
    },
    setAdmin: () => Promise.resolve(undefined),
  } as unknown as WorkerStore;
  const recent = createRecentWorkers(store, () => clock);
  return { recent, reads: () => reads, wait: (ms: number) => (clock += ms) };
}

test('a thousand tasks at once read their worker once', async () => {
  const { recent, reads } = counting({ active: true });
  await Promise.all(Array.from({ length: 1_000 }, () => recent.find('mail')));
  assert.equal(reads(), 1);
});

test('what another process changed is seen after a moment, what this one changed at once', async () => {
  const { recent, reads, wait } = counting({ active: true });
  await recent.find('mail');
  wait(101);
  await recent.find('mail');
  assert.equal(reads(), 2);
  await recent.store.setAdmin('mail', { active: false });
  await recent.find('mail');
  assert.equal(reads(), 3);
});

test('a worker that is not active or not there is read every time, so that an activation counts at once', async () => {
  for (const row of [{ active: false }, undefined]) {
    const { recent, reads } = counting(row);
    await recent.find('mail');
    await recent.find('mail');
    assert.equal(reads(), 2);
  }
});
