import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelTask, niceEta, nonRetryable, retryLater } from 'stask/worker';
import { outcomeOf } from '#src/worker/outcomes.js';

test('signals are errors that say what the run wants', () => {
  const cause = new TypeError('no such account');
  const later = retryLater(5_000);
  assert.ok(later instanceof Error);
  assert.equal(later.name, 'RetryLater');
  assert.deepEqual(outcomeOf(later), { kind: 'retry-later', delayMs: 5_000 });
  assert.deepEqual(outcomeOf(cancelTask('sold out')), { kind: 'cancel', reason: 'sold out' });
  assert.equal(cancelTask('sold out').message, 'sold out');
  assert.deepEqual(outcomeOf(cancelTask()), { kind: 'cancel', reason: 'Cancelled by the worker.' });
  assert.deepEqual(outcomeOf(nonRetryable('bad file')), {
    kind: 'non-retryable',
    message: 'bad file',
    cause: undefined,
  });
  assert.deepEqual(outcomeOf(nonRetryable(cause)), { kind: 'non-retryable', message: 'no such account', cause });
  assert.equal(nonRetryable(cause).cause, cause);
});

test('ordinary errors and results are no signals, and no getter of them runs', () => {
  const trap = Object.defineProperty({}, Symbol.for('stask.outcome'), { get: () => assert.fail('a getter ran') });
  for (const value of [undefined, null, 0, 'cancel', new Error('x'), {}, { kind: 'cancel' }, [], trap]) {
    assert.equal(outcomeOf(value), undefined);
  }
});

test('a signal made from nonsense is an error', () => {
  for (const delay of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e15, '5', null] as number[]) {
    assert.throws(() => retryLater(delay), { code: 'STASK_CONTRACT_INVALID', message: /retryLater\(delayMs\).*got/ });
  }
  assert.throws(() => cancelTask(7 as never), { code: 'STASK_CONTRACT_INVALID', message: /got 7/ });
  assert.throws(() => nonRetryable(undefined as never), { code: 'STASK_CONTRACT_INVALID', message: /got undefined/ });
});

test('an ETA is short text for people', () => {
  const table: ReadonlyArray<readonly [seconds: unknown, text: string]> = [
    [0, '0s'],
    [0.4, '0s'],
    [45, '45s'],
    [59.6, '1m'],
    [130, '2m 10s'],
    [195.2, '3m 15s'],
    [3_599.7, '1h'],
    [3_900, '1h 5m'],
    [86_399, '1d'],
    [266_400, '3d 2h'],
    [-1, '—'],
    [-0, '0s'],
    [Number.NaN, '—'],
    [Number.POSITIVE_INFINITY, '—'],
    [1e300, '—'],
    ['130', '—'],
    [undefined, '—'],
    [null, '—'],
  ];
  for (const [seconds, text] of table) assert.equal(niceEta(seconds as number), text, String(seconds));
});
