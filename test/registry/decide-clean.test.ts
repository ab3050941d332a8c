import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { isStaskError } from '#src/errors.js';
import { decideClean } from '#src/registry/decide-clean.js';

import { row } from './sample-rows.js';

const COMPLETE = { complete: true, incompleteBecause: [] };

/** [rows, missing among them, unfinished among those, force, removed or the code of the refusal] */
const CASES: ReadonlyArray<[number, number, number, boolean, number | string]> = [
  [10, 0, 0, false, 0],
  [10, 5, 0, false, 5],
  [10, 6, 0, false, 'STASK_CLEAN_TOO_MANY'],
  [10, 6, 0, true, 6],
  [10, 6, 1, false, 5],
  [3, 3, 0, false, 3],
  [4, 4, 0, false, 'STASK_CLEAN_TOO_MANY'],
  [4, 4, 1, false, 3],
  [1, 1, 1, true, 0],
];

describe('a clean', () => {
  for (const [count, missing, unfinished, force, expected] of CASES) {
    const words = `of ${count} rows, ${missing} missing, ${unfinished} of these busy${force ? ', by force' : ''}`;
    test(`${words}: ${typeof expected === 'number' ? `removes ${expected}` : `is refused with ${expected}`}`, () => {
      const rows = Array.from({ length: count }, (_, n) => row(`w${n}`));
      const gone = rows.slice(0, missing);
      const busy = new Set(gone.slice(0, unfinished).map(({ identifier }) => identifier));
      const decide = () => decideClean(COMPLETE, rows, new Set(gone.map(({ id }) => id)), busy, force);
      if (typeof expected === 'string') {
        assert.throws(decide, (error) => isStaskError(error) && error.code === expected);
      } else {
        const { remove, kept } = decide();
        assert.deepEqual([remove.length, kept.length], [expected, unfinished]);
      }
    });
  }

  test('by an incomplete scan is refused, even by force and with nothing to remove', () => {
    const incomplete = { complete: false, incompleteBecause: ['a', 'b'] };
    assert.throws(
      () => decideClean(incomplete, [], new Set(), new Set(), true),
      (error) => isStaskError(error, 'STASK_SCAN_INCOMPLETE') && /a; b/.test(error.message),
    );
  });
});
