import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEtaEstimator } from '#src/tasks/progress-eta.js';

test('a steady run is estimated exactly', () => {
  const eta = createEtaEstimator(0);
  eta.secondsLeft(0, 0);
  for (let second = 1; second < 100; second++)
    assert.ok(Math.abs(eta.secondsLeft(second * 1_000, second / 100)! - (100 - second)) < 1e-6);
  assert.equal(eta.secondsLeft(100_000, 1), 0);
});

test('nothing is known before the run has moved', () => {
  const eta = createEtaEstimator(0);
  assert.equal(eta.secondsLeft(0, undefined), undefined);
  assert.equal(eta.secondsLeft(0, 0), undefined);
  assert.equal(eta.secondsLeft(60_000, 0), undefined);
});

test('a first report after some time counts from the start, one at once does not', () => {
  assert.equal(createEtaEstimator(0).secondsLeft(10_000, 0.5), 10);
  assert.equal(createEtaEstimator(0).secondsLeft(10, 0.5), undefined);
});

test('a run that resumes at half is measured by its own speed', () => {
  const eta = createEtaEstimator(0);
  eta.secondsLeft(5, 0.5);
  assert.ok(Math.abs(eta.secondsLeft(10_005, 0.6)! - 40) < 1e-6);
});

test('a pause lets the estimate grow and never makes it negative', () => {
  const eta = createEtaEstimator(0);
  eta.secondsLeft(0, 0);
  const moving = eta.secondsLeft(10_000, 0.5)!;
  const pausing = eta.secondsLeft(20_000, 0.5)!;
  assert.ok(pausing > moving);
  assert.ok(eta.secondsLeft(20_000, 0.5)! > 0);
});

test('a new speed is followed', () => {
  const eta = createEtaEstimator(0);
  for (let second = 0; second <= 100; second++) eta.secondsLeft(second * 1_000, second / 1_000);
  let left = 0;
  for (let second = 1; second <= 100; second++) left = eta.secondsLeft(100_000 + second * 1_000, 0.1 + second / 250)!;
  assert.ok(Math.abs(left - 125) < 15, String(left)); // half is left at 4 per mille a second
});

test('going back starts the measurement anew, and a clock set back does no harm', () => {
  const eta = createEtaEstimator(0);
  eta.secondsLeft(0, 0.9);
  assert.equal(eta.secondsLeft(1_000, 0.1), undefined);
  assert.equal(eta.secondsLeft(0, 0.2), undefined);
  assert.ok(eta.secondsLeft(10_000, 0.3)! > 0);
});
