import assert from 'node:assert/strict';
import { test } from 'node:test';

import { forEachEmptyPlace } from '../helpers/databases.js';
import { runFaults } from './run-faults.js';

const SEED = 20_241;

forEachEmptyPlace('runners that are killed, frozen and cut off', ({ kind }) => {
  test('lose nothing, count every start, and end each task once', { timeout: 180_000 }, async () => {
    const report = await runFaults({ kind, seed: SEED, runners: 3, seconds: 12, tasks: 300 });
    assert.deepEqual(report.broken, [], JSON.stringify(report, null, 2));
    assert.ok(report.tasks > 20);
  });
});
