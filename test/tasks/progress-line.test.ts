import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatProgressLine, parseProgressLine, storableEta, storableMessage } from '#src/tasks/progress-line.js';

const record = { status: 'running', progress: 45, processed: 112, total: 250, eta: '2m 10s', message: 'x' } as const;

test('a record is one line in the documented order', () => {
  const line = formatProgressLine({ ...record, message: 'Processing items...' });
  assert.equal(line, 'running|45|112|250|2m 10s|Processing items...\n');
});

test('newline, carriage return and backslash are escaped, pipes are not', () => {
  const line = formatProgressLine({ ...record, message: 'a\nb\rc\\d|e\\n' });
  assert.equal(line, 'running|45|112|250|2m 10s|a\\nb\\rc\\\\d|e\\\\n\n');
});

test('any message comes back from its line, which has one newline at its end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const message = storableMessage(text);
      const line = formatProgressLine({ ...record, message });
      assert.equal(line.indexOf('\n'), line.length - 1);
      assert.equal(line.includes('\r'), false);
      assert.deepEqual(parseProgressLine(Buffer.from(line).toString().slice(0, -1)), { ...record, message });
    }),
  );
});

test('any record comes back from its line', () => {
  const records = fc.record(
    {
      status: fc.constantFrom('pending', 'preparing', 'running', 'completed', 'failed', 'cancelled'),
      progress: fc.integer({ min: 0, max: 100 }),
      processed: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map(Math.abs),
      total: fc.nat(),
      eta: fc.string().map(storableEta),
      message: fc.string({ unit: fc.constantFrom('\\', 'n', 'r', '\n', '\r', '|', '…', '\u2028', '\0', '😀') }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(records, (any) => {
      assert.deepEqual(parseProgressLine(formatProgressLine(any).slice(0, -1)), any);
    }),
  );
});

test('a damaged line is no record', () => {
  const damaged = [
    '',
    'running',
    'running|45|112|250|2m',
    'sleeping|45|112|250|—|x',
    'running|101|1|1|—|x',
    'running|-1|1|1|—|x',
    'running|4.5|1|1|—|x',
    'running|45|NaN|1|—|x',
    'running|45|1|e|—|x',
    'running|45||1|—|x',
    '\0\0\0\0',
  ];
  for (const line of damaged) assert.equal(parseProgressLine(line), undefined, line);
});

test('a message too long is cut, says so and how long it was, and splits no character', () => {
  const cut = storableMessage('😀'.repeat(500_000));
  assert.equal(cut.length <= 10_000, true);
  assert.match(cut, /^(😀)+\uFFFD?… \(cut, 1000000 characters\)$/u);
  assert.equal(storableMessage('x'.repeat(10_000)), 'x'.repeat(10_000));
});

test('lone surrogates become replacement characters', () => {
  assert.equal(storableMessage('a\uD800b\uDC00c😀'), 'a\uFFFDb\uFFFDc😀');
});

test('a given time left is one short field', () => {
  assert.equal(storableEta('2m 10s'), '2m 10s');
  assert.equal(storableEta('soon|or\nlater\\'), 'soon or later');
  assert.equal(storableEta(' '), '—');
  assert.equal(storableEta('9'.repeat(1_000)).length, 60);
});
