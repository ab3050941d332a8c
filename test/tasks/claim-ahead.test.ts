import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { createPace } from '#src/tasks/pace.js';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

describe('the pace of a runner', () => {
  test('is what it got done in the last window, and 0 before the first one', () => {
    let now = 0;
    const pace = createPace(() => now);
    assert.equal(pace.perMs(), 0);
    for (let done = 1; done <= 160; done++) {
      now += 1;
      pace.tick();
    }
    assert.equal(pace.perMs(), 1);
  });
});

forEachDatabase('tasks claimed ahead', (given) => {
  let engine: Engine;
  let release: (() => void) | undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let atOnce = 0;
  let most = 0;
  const worker = workerOf('ahead', {
    short: () => undefined,
    counted: async () => {
      most = Math.max(most, ++atOnce);
      await Promise.resolve();
      atOnce--;
    },
    long: () => released,
  });
  before(async () => {
    engine = await engineOn(given.database, [worker]);
  });
  after(async () => {
    release?.();
    await engine?.close();
  });
  const many = (count: number, action: string) =>
    engine.tasks.createMany(Array.from({ length: count }, () => ({ identifier: 'ahead', action })));

  test('never run more at once than the concurrency, and each once', async () => {
    await many(700, 'counted');
    const runner = engine.tasks.work({ concurrency: 7 });
    await runner.idle();
    await runner.stop();
    assert.ok(most <= 7, `${most} at once`);
    assert.equal((await runner.done).completed, 700);
    assert.equal(await engine.tasks.query().byAction('counted').completed().count(), 700);
  });

  test('go back to the queue, uncounted, when long ones hold all places', async () => {
    await many(60, 'short');
    await many(1, 'long');
    await many(3, 'counted');
    const busy = engine.tasks.work({ concurrency: 1, pollIntervalMs: 50 });
    while ((await engine.tasks.query().byAction('long').running().count()) === 0) await pause();
    const other = engine.tasks.work({ concurrency: 1, pollIntervalMs: 50 });
    while ((await engine.tasks.query().byAction('counted').completed().count()) < 703) await pause();
    for (const task of await engine.tasks.query().byAction('counted').limit(3).get()) assert.equal(task.attempts, 1);
    release?.();
    await Promise.all([busy.stop(), other.stop()]);
  });
});

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
