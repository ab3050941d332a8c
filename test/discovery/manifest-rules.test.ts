import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPlainlyValid } from '#src/discovery/manifest.js';
import { problemsOfManifest } from '#src/discovery/manifest-dto.js';
import { namesOf, reasonsOf, scan, workerPackage, writeTree } from './trees.js';

const path = fc.oneof(fc.string(), fc.constantFrom('./dist/*.js', 'index.js', '', '!a.js', 'a\0.js'));
const value = fc.oneof(path, fc.array(path), fc.anything());

test('what passes without class-validator passes with it, too', () => {
  fc.assert(
    fc.property(
      value,
      fc.oneof(fc.constant(undefined), fc.string({ maxLength: 100 }), fc.anything()),
      (workers, scope) => {
        fc.pre(isPlainlyValid(workers, scope));
        assert.equal(problemsOfManifest({ workers, scope }), '');
      },
    ),
  );
});

/** What the `stask` key may be, and what comes of it: a worker package, one without workers, or a wrong manifest. */
const VALUES: ReadonlyArray<[value: unknown, outcome: 'taken' | 'opts out' | 'manifest-schema']> = [
  [true, 'taken'],
  [{}, 'taken'],
  [{ workers: 'index.js' }, 'taken'],
  [{ scope: '' }, 'taken'],
  [false, 'opts out'],
  [null, 'opts out'],
  ['', 'manifest-schema'],
  ['true', 'manifest-schema'],
  [0, 'manifest-schema'],
  [1.5, 'manifest-schema'],
  [[], 'manifest-schema'],
  [[{ workers: 'index.js' }], 'manifest-schema'],
  [{ workers: true }, 'manifest-schema'],
  [{ workers: false }, 'manifest-schema'],
  [{ workers: 0 }, 'manifest-schema'],
  [{ workers: null }, 'manifest-schema'],
  [{ workers: {} }, 'manifest-schema'],
  [{ workers: { 0: 'index.js', length: 1 } }, 'manifest-schema'],
  [{ workers: '' }, 'manifest-schema'],
  [{ workers: [] }, 'manifest-schema'],
  [{ workers: ['index.js', ''] }, 'manifest-schema'],
  [{ workers: ['index.js', null] }, 'manifest-schema'],
  [{ workers: [['index.js']] }, 'manifest-schema'],
  [{ workers: ['index.js', { file: 'index.js' }] }, 'manifest-schema'],
  [{ workers: 'index.js\0' }, 'manifest-schema'],
  [{ scope: null }, 'manifest-schema'],
  [{ scope: 7 }, 'manifest-schema'],
  [{ scope: ['shop'] }, 'manifest-schema'],
  [{ scope: {} }, 'manifest-schema'],
  [{ scope: 's'.repeat(65) }, 'manifest-schema'],
];

for (const [stask, outcome] of VALUES) {
  test(`"stask": ${JSON.stringify(stask).slice(0, 50)}: ${outcome}, and its neighbour is taken`, async () => {
    const root = writeTree({
      'package.json': {},
      ...workerPackage('node_modules/it', '1.0.0', { stask }),
      ...workerPackage('node_modules/neighbour'),
    });
    const result = await scan(root);
    assert.deepEqual(namesOf(result), outcome === 'taken' ? ['it', 'neighbour'] : ['neighbour']);
    assert.deepEqual(reasonsOf(result), outcome === 'manifest-schema' ? ['it: manifest-schema'] : []);
  });
}
