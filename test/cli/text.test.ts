import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut, oneLine, padEnd, padStart, widthOf } from '#src/cli/text.js';

test('text of workers cannot steer the terminal', () => {
  assert.equal(oneLine('a\u001B[2Jb\r\nc\u0007\u202Ed'), 'ab c d');
  assert.equal(oneLine('\u009B31mred'), 'red');
});

test('wide characters and emoji take two columns', () => {
  assert.equal(widthOf('日本'), 4);
  assert.equal(widthOf('👩‍👩‍👧'), 2);
  assert.equal(padEnd('日本', 6), '日本  ');
  assert.equal(padStart('👍', 4), '  👍');
});

test('cut text is never wider than asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, columns) => {
      const line = oneLine(text);
      assert.ok(widthOf(cut(line, columns)) <= columns);
      if (widthOf(line) <= columns) assert.equal(cut(line, columns), line);
    }),
  );
});
