import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPaint } from '#src/cli/paint.js';
import { formatTable, type Column } from '#src/cli/table.js';
import { widthOf } from '#src/cli/text.js';

interface Row {
  id: number;
  name: string;
  note: string;
}
const columns: Array<Column<Row>> = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'NAME', value: ({ name }) => name },
  { title: 'NOTE', value: ({ note }) => note, flexible: true },
];
const plain = createPaint(false);

test('columns are aligned, numbers stand right, lines have no blanks at the end', () => {
  const rows = [
    { id: 1, name: '日本', note: 'first' },
    { id: 120, name: 'b', note: '' },
  ];
  assert.equal(formatTable(rows, columns, plain), ' ID  NAME  NOTE\n  1  日本  first\n120  b\n');
});

test('a narrow terminal cuts the flexible column only', () => {
  const rows = [{ id: 1, name: 'product', note: 'a long note that does not fit into the terminal' }];
  const lines = formatTable(rows, columns, plain, 30).trimEnd().split('\n');
  assert.ok(lines.every((line) => widthOf(line) <= 30));
  assert.match(lines[1] ?? '', /product {2}a long note.*…$/);
});

test('a line break in a cell does not break the table', () => {
  assert.equal(formatTable([{ id: 1, name: 'a\nb', note: 'x' }], columns, plain).split('\n').length, 3);
});

test('colours do not move columns', () => {
  const colour = createPaint(true);
  const painted = columns.map((column) => ({ ...column, paint: colour.good }));
  // oxlint-disable-next-line no-control-regex -- colour codes start with an escape
  const bare = formatTable([{ id: 1, name: 'a', note: 'x' }], painted, colour).replace(/\u001B\[\d+m/g, '');
  assert.equal(bare, formatTable([{ id: 1, name: 'a', note: 'x' }], columns, plain));
});
