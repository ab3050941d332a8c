import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPaint } from '#src/cli/paint.js';
import { formatBar, formatProgressLine } from '#src/cli/progress-bar.js';
import { widthOf } from '#src/cli/text.js';

const plain = createPaint(false);

test('a bar shows label, share, amounts, time left and message', () => {
  const state = { label: '#1 product.import', progress: 50, processed: 5, total: 10, eta: '2m 10s', message: 'Half' };
  assert.equal(formatBar(state, 80, plain), '#1 product.import ████████░░░░░░░░  50%  5/10  2m 10s  Half');
});

test('a bar never exceeds its width, whatever a worker reports', () => {
  fc.assert(
    fc.property(
      fc.record({
        label: fc.string({ unit: 'grapheme' }),
        progress: fc.double(),
        processed: fc.nat(),
        total: fc.nat(),
        message: fc.string({ unit: 'grapheme' }),
      }),
      fc.integer({ min: 20, max: 200 }),
      (state, width) => assert.ok(widthOf(formatBar(state, width, plain)) <= width),
    ),
  );
});

test('a plain line leaves out what is unknown', () => {
  assert.equal(formatProgressLine({ label: '#1 a.b', progress: 7.9, eta: '—' }), '#1 a.b  7%');
  assert.equal(formatProgressLine({ label: '#1 a.b', progress: NaN, message: 'x\ny' }), '#1 a.b  0%  x y');
});
