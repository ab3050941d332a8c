import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPlainlyValid } from '#src/discovery/manifest.js';
import { problemsOfManifest } from '#src/discovery/manifest-dto.js';

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
