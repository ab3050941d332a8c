import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesPattern } from '#src/discovery/name-pattern.js';
import { nearNames } from '#src/near-names.js';
import { OWN_VERSION } from '#src/discovery/own-package.js';
import { peerMismatch } from '#src/discovery/peer.js';

const PATTERNS: ReadonlyArray<[pattern: string, fits: string[], differs: string[]]> = [
  ['*', ['a', '@acme/a'], []],
  ['@acme/*', ['@acme/a'], ['@acme2/a', 'a', '@acme/a/b']],
  ['stask-*', ['stask-', 'stask-a.b'], ['@x/stask-a', 'my-stask-a']],
  ['**-worker', ['a-worker', '@x/a-worker'], ['a-workers']],
  ['a.b+c', ['a.b+c'], ['aXb+c', 'a.bbc']],
];

for (const [pattern, fits, differs] of PATTERNS) {
  test(`the pattern ${pattern} fits ${fits.join(', ')}`, () => {
    assert.deepEqual(
      [...fits, ...differs].filter((name) => matchesPattern(name, pattern)),
      fits,
    );
  });
}

const RANGES: ReadonlyArray<[range: unknown, allows: boolean]> = [
  [undefined, true],
  ['*', true],
  [`^${OWN_VERSION}`, true],
  ['>=0.1.0', true],
  ['workspace:*', true],
  ['workspace:^', true],
  ['workspace:^99.0.0', false],
  ['file:../stask', true],
  ['^99.0.0', false],
  ['latest', false],
  [7, false],
];

for (const [range, allows] of RANGES) {
  test(`the peer range ${String(range)} ${allows ? 'allows' : 'does not allow'} this version`, () => {
    const json = range === undefined ? {} : { peerDependencies: { stask: range } };
    assert.equal(peerMismatch(json) === undefined, allows);
  });
}

test('a coming major version is kept away by a range for this one', () => {
  assert.match(
    peerMismatch({ peerDependencies: { stask: '^1.0.0' } }, '2.0.0') ?? '',
    /wants stask \^1.0.0, this is stask 2.0.0/,
  );
});

test('names nearby are those with the same part or few other letters', () => {
  const names = ['stask-worker-product', 'stask-worker-mail', '@acme/stask-worker-mail', 'left-pad', 'x'];
  assert.deepEqual(nearNames('stask-worker-mial', names), ['stask-worker-mail']);
  assert.deepEqual(nearNames('worker-mail', names), ['@acme/stask-worker-mail', 'stask-worker-mail']);
  assert.deepEqual(nearNames('something-else', names), []);
});
