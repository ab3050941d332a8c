import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkWidget, widgetProblemText } from '#src/schema/widget/check-widget.js';
import type { Widget } from 'stask/worker';

const ACTIONS = ['update', 'sync_stock'];
const check = (given: unknown) => checkWidget(given, ACTIONS);
const problemsOf = (given: unknown): string[] =>
  (check(given).problems ?? []).map(({ pointer, message }) => `${pointer} ${message}`);

const EVERYTHING: Widget = [
  { kind: 'stat', title: 'Rows', value: 1200, unit: 'rows', change: -3, tone: 'good', note: 'a note', link: 'tasks/1' },
  { kind: 'progress', title: 'Disk', value: 3, total: 8, unit: 'GB', tone: 'warn', note: 'of the shop' },
  {
    kind: 'bars',
    title: 'Hours',
    unit: 'ms',
    bars: [
      { label: '8', value: 0 },
      { label: '9', value: 4.5, tone: 'bad' },
    ],
  },
  {
    kind: 'list',
    title: 'Last',
    items: ['one', { text: 'two', note: 'b', tone: 'info', link: 'https://example.org/a?b#c' }],
  },
  {
    kind: 'table',
    title: 'Packages',
    columns: [
      'Name',
      { title: 'Size', type: 'number' },
      { title: 'Seen', type: 'date' },
      { title: 'State', type: 'status' },
      { title: '', type: 'action' },
    ],
    rows: [
      [
        'a',
        1,
        '2026-01-31',
        { value: 'old', tone: 'warn' },
        { action: 'update', title: 'Update', data: { packages: ['a'] } },
      ],
      [{ value: 'b', link: 'workers/mail?tab=tasks' }, null, '2026-01-31T08:00:00+02:00', 'new', null],
    ],
    empty: 'No package',
  },
  { kind: 'text', title: 'Note', text: 'One.\n\nTwo.', tone: 'info' },
  { kind: 'action', action: 'update', title: 'Update all', data: { dry_run: true }, note: 'Changes nothing' },
  { kind: 'group', title: 'More', parts: [{ kind: 'group', parts: [{ kind: 'text', text: '' }] }] },
];

describe('widgets that are described', () => {
  test('every kind with every field passes, as a copy that JSON gives back unchanged', () => {
    const { parts, problems } = check(EVERYTHING);
    assert.equal(problems, undefined, JSON.stringify(problems));
    assert.deepEqual(parts, JSON.parse(JSON.stringify(parts)));
    assert.notEqual(parts?.[0], (EVERYTHING as unknown[])[0]);
    const table = parts?.[4] as unknown as { rows: unknown[][] };
    assert.deepEqual(table.rows[1], [
      { value: 'b', link: 'workers/mail?tab=tasks' },
      null,
      '2026-01-31T06:00:00.000Z',
      'new',
      null,
    ]);
  });

  test('one part alone is a widget too, fields that are undefined are absent, and nothing is nothing to show', () => {
    assert.deepEqual(check({ kind: 'stat', title: 'A', value: 'x', note: undefined }), {
      parts: [{ kind: 'stat', title: 'A', value: 'x' }],
    });
    for (const nothing of [null, undefined, []]) assert.deepEqual(check(nothing), { parts: [] });
  });

  test('dates are told as text, and actions by their canonical names', () => {
    const at = new Date('2026-02-03T04:05:06Z');
    const rows = [
      [at, { action: 'syncStock' }],
      [at.getTime(), { action: 'SYNC-STOCK' }],
    ];
    const columns = [
      { title: 'At', type: 'date' },
      { title: '', type: 'action' },
    ];
    const { parts } = check({ kind: 'table', columns, rows });
    const row = [at.toISOString(), { action: 'sync_stock' }];
    const [table] = (parts ?? []) as unknown as Array<{ rows: unknown }>;
    assert.deepEqual(table?.rows, [row, row]);
  });

  const stat = { kind: 'stat', title: 'A', value: 1 };
  const REFUSED: ReadonlyArray<readonly [what: string, given: unknown, told: RegExp]> = [
    ['a number', 5, /^ expects HTML, a part or an array of parts, got 5$/],
    ['a function', () => [], /got a function/],
    ['a class instance', new Map(), /got an object/],
    ['a text in an array', ['<b>'], /^\/0 expects a part, an object with `kind`, got "<b>"$/],
    ['a hole in an array', [, stat], /^\/0 expects a part.*got undefined/], // oxlint-disable-line no-sparse-arrays
    ['no kind', { title: 'A' }, /^\/kind expects one of stat, progress.*got undefined$/],
    [
      'an unknown kind',
      [{ ...stat, kind: 'stats' }],
      /^\/0\/kind expects one of .*got "stats"; did you mean "stat"\?$/,
    ],
    ['a kind that every object has', { kind: 'constructor' }, /^\/kind expects one of/],
    ['a misspelt field', [{ ...stat, titles: 'x' }], /^\/0\/titles is not a field of a stat\. Did you mean "title"\?$/],
    ['a field that is missing', { kind: 'stat', title: 'A' }, /^\/value expects a text.*or a number, got undefined$/],
    ['a value of the wrong type', { ...stat, value: {} }, /^\/value expects .*got an object$/],
    ['no number', { ...stat, value: NaN }, /^\/value expects a number, got NaN$/],
    [
      'infinity',
      { kind: 'progress', title: 'A', value: Infinity },
      /^\/value expects a number, 0 or more, got Infinity/,
    ],
    ['a negative bar', { kind: 'bars', bars: [{ label: 'a', value: -1 }] }, /^\/bars\/0\/value expects .*got -1$/],
    ['no total', { kind: 'progress', title: 'A', value: 1, total: 0 }, /^\/total expects a number above 0, got 0$/],
    ['an unknown tone', { ...stat, tone: 'red' }, /^\/tone expects "good" or "warn" or "bad" or "info", got "red"$/],
    [
      'a long title',
      { ...stat, title: 'x'.repeat(201) },
      /^\/title expects a text of at most 200 characters, got a text of 201/,
    ],
    [
      'too many rows',
      { kind: 'list', items: Array.from({ length: 201 }, () => 'x') },
      /^\/items expects an array of at most 200 items, got 201$/,
    ],
    [
      'too many rows of a table',
      { kind: 'table', columns: ['A'], rows: Array.from({ length: 201 }, () => ['x']) },
      /^\/rows expects an array of at most 200 rows, got 201$/,
    ],
    ['no columns', { kind: 'table', columns: [], rows: [] }, /^\/columns expects an array of 1 to 12 columns, got 0$/],
    [
      'an unknown type of column',
      { kind: 'table', columns: [{ title: 'A', type: 'money' }], rows: [] },
      /^\/columns\/0\/type expects "text" or "number"/,
    ],
    [
      'a row that is short',
      { kind: 'table', columns: ['A', 'B'], rows: [['a', 'b'], ['a']] },
      /^\/rows\/1 expects 2 cells, one for each column, got 1$/,
    ],
    [
      'a row of fields',
      { kind: 'table', columns: ['A'], rows: [{ A: 1 }] },
      /^\/rows\/0 expects an array.*got an object$/,
    ],
    [
      'a text in a column of numbers',
      { kind: 'table', columns: [{ title: 'A', type: 'number' }], rows: [['1']] },
      /^\/rows\/0\/0 expects a number or null or a cell.*got "1"$/,
    ],
    [
      'no date',
      { kind: 'table', columns: [{ title: 'A', type: 'date' }], rows: [['yesterday']] },
      /^\/rows\/0\/0 expects a date such as .*got "yesterday"$/,
    ],
    [
      'a date that never is',
      { kind: 'table', columns: [{ title: 'A', type: 'date' }], rows: [[new Date(NaN)]] },
      /^\/rows\/0\/0 expects a date/,
    ],
    [
      'an action of nobody',
      { kind: 'action', action: 'delete_all' },
      /^\/action expects an action of this worker \(update, sync_stock\), got "delete_all"$/,
    ],
    [
      'data that is no object',
      { kind: 'action', action: 'update', data: [] },
      /^\/data expects a JSON object, got an array$/,
    ],
    [
      'data that JSON cannot hold',
      { kind: 'action', action: 'update', data: { a: [1n] } },
      /^\/data\/a\/0 expects a value that JSON can hold, got 1$/,
    ],
    [
      'a prototype',
      [JSON.parse('{"kind":"stat","title":"A","value":1,"__proto__":{"tone":"bad"}}')],
      /^\/0\/__proto__ is not a field of a stat/,
    ],
    [
      'a prototype in data',
      { kind: 'action', action: 'update', data: JSON.parse('{"a":{"__proto__":{}}}') },
      /^\/data\/a\/__proto__ expects another name/,
    ],
  ];
  for (const [what, given, told] of REFUSED)
    test(`refused: ${what}`, () => assert.match(problemsOf(given)[0] ?? 'nothing', told));

  test('refused: more than 64 kB in all, although each part is small enough', () => {
    const parts = Array.from({ length: 8 }, () => ({ kind: 'text', text: 'x'.repeat(9000) }));
    assert.match(problemsOf(parts)[0] ?? '', /^ expects at most 65536 bytes as JSON, got 72\d+; show less of it$/);
  });

  test('refused: groups deeper than four, and data without an end', () => {
    const nested = (depth: number): object => (depth === 0 ? stat : { kind: 'group', parts: [nested(depth - 1)] });
    assert.deepEqual(problemsOf(nested(4)), []);
    assert.match(problemsOf(nested(5))[0] ?? '', /^(\/parts\/0){4} expects groups at most 4 deep/);
    const round: Record<string, unknown> = {};
    round['self'] = round;
    assert.match(
      problemsOf({ kind: 'action', action: 'update', data: round })[0] ?? '',
      /expects JSON at most 20 levels/,
    );
    const group: { kind: string; parts: unknown[] } = { kind: 'group', parts: [] };
    group.parts.push(group);
    assert.match(problemsOf(group)[0] ?? '', /at most 4 deep/);
  });

  const LINKS: ReadonlyArray<readonly [link: string, isFine: boolean]> = [
    ['https://example.org', true],
    ['HTTP://example.org:8080/a?b=c#d', true],
    ['tasks/12?tab=log', true],
    ['workers/mail', true],
    ['system', true],
    ['javascript:alert(1)', false],
    [' javascript:alert(1)', false],
    ['java\nscript:alert(1)', false],
    ['data:text/html,<script>', false],
    ['//evil.example', false],
    ['https:evil.example', false],
    ['https://user:secret@example.org/', false],
    ['/tasks/12', false],
    ['tasks/../../logout', false],
    ['tasks/..', false],
    ['tasks\\..\\evil', false],
    ['tasks:12', false],
    ['api/v1/tasks', false],
    ['', false],
  ];
  for (const [link, isFine] of LINKS)
    test(`a link to ${JSON.stringify(link)} ${isFine ? 'is followed' : 'is refused'}`, () => {
      const told = problemsOf({ ...stat, link });
      if (isFine) assert.deepEqual(told, []);
      else
        assert.match(told[0] ?? '', /^\/link expects an address with http:\/\/ or https:\/\/, or a place in the admin/);
    });

  test('several problems are told at once, five at most, in one sentence', () => {
    const { problems = [] } = check(Array.from({ length: 9 }, () => ({ kind: 'stat' })));
    assert.equal(problems.length, 5);
    assert.match(
      widgetProblemText('mail', problems.slice(0, 2)),
      /^The widget of worker "mail" cannot be drawn: \/0\/title expects .*, got undefined; \/0\/value expects .*, got undefined\.$/,
    );
  });

  test('what the worker does to its object later changes nothing, and no code of it runs when it is written', () => {
    const source = { kind: 'stat', title: 'A', value: 1, toJSON: undefined as unknown };
    const items = ['a'];
    const { parts } = check([source, { kind: 'list', items }]);
    source.title = 'changed';
    source.toJSON = () => 'ran';
    items.push('b');
    assert.equal(JSON.stringify(parts), '[{"kind":"stat","title":"A","value":1},{"kind":"list","items":["a"]}]');
  });
});
