import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flattenPatch, readPath, setPaths } from '#src/worker/dot-path.js';
import type { JsonObject } from 'stask/worker';

test('values are set at their paths in a copy', () => {
  const before = { api: { timeout: 30, key: 'k' }, list: [1], text: 'x' };
  const after = setPaths(before, { 'api.timeout': 5, 'new.deep.path': true, text: { now: 1 }, 'list.a': 1 });
  assert.deepEqual(after, {
    api: { timeout: 5, key: 'k' },
    list: { a: 1 },
    text: { now: 1 },
    new: { deep: { path: true } },
  });
  assert.deepEqual(before, { api: { timeout: 30, key: 'k' }, list: [1], text: 'x' });
});

test('a path that could leave the settings is refused', () => {
  for (const path of [
    '__proto__',
    'a.__proto__.b',
    'constructor.prototype',
    'a.prototype',
    '',
    '.',
    'a.',
    '.a',
    'a..b',
  ]) {
    assert.throws(
      () => setPaths({}, { [path]: 1 }),
      { code: 'STASK_SETTINGS_INVALID', message: /settings path/ },
      path,
    );
  }
  assert.equal(({} as JsonObject)['b'], undefined);
});

const key = fc.stringMatching(/^[a-z]{1,4}$/);
const tree = fc.letrec<{ tree: JsonObject; value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.string(), fc.array(fc.integer()), tie('tree')),
  tree: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).tree;

test('a flattened patch sets back to what it was', () => {
  fc.assert(
    fc.property(tree, (patch) => {
      assert.deepEqual(setPaths({}, flattenPatch(patch)), patch);
    }),
  );
});

test('what was set is what is read and nothing else changes', () => {
  fc.assert(
    fc.property(tree, fc.array(key, { minLength: 1, maxLength: 3 }), fc.integer(), (settings, keys, value) => {
      const path = keys.join('.');
      const after = setPaths(settings, { [path]: value });
      assert.equal(readPath(after, path), value);
      for (const other of Object.keys(settings)) {
        if (other !== keys[0]) assert.deepEqual(after[other], settings[other]);
      }
    }),
  );
});
