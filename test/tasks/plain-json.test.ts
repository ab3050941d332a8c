import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainJson } from '#src/tasks/plain-json.js';

const copy = (value: unknown): unknown => {
  const text = JSON.stringify(plainJson(value));
  return text === undefined ? undefined : JSON.parse(text);
};

test('errors keep their name, message, stack, code, cause and own fields', () => {
  const inner = Object.assign(new TypeError('inner'), { code: 'E_INNER' });
  const outer = Object.assign(new Error('outer', { cause: inner }), { status: 503 });
  const { stack, cause, ...rest } = copy(outer) as Record<string, unknown> & { cause: Record<string, unknown> };
  assert.deepEqual(rest, { name: 'Error', message: 'outer', status: 503 });
  assert.match(String(stack), /^Error: outer\n/);
  assert.deepEqual([cause.name, cause.message, cause.code], ['TypeError', 'inner', 'E_INNER']);
});

test('an aggregate keeps its errors', () => {
  const { errors } = copy(new AggregateError([new Error('a'), 5], 'both')) as { errors: unknown[] };
  assert.deepEqual([(errors[0] as { message: string }).message, errors[1]], ['a', 5]);
});

test('values that JSON does not know become text, entries or lists', () => {
  const table: Array<[unknown, unknown]> = [
    [12345678901234567890n, '12345678901234567890'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [new Map<unknown, unknown>([['a', 1]]), { a: 1 }],
    [new Set([1, 'b']), [1, 'b']],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), 'Invalid Date'],
    [Buffer.from('abc'), '[Buffer, 3 bytes]'],
    [/a/g, '/a/g'],
    [{ gone: undefined, also: () => 1, symbol: Symbol('s'), stays: null }, { stays: null }],
    [
      [undefined, () => 1],
      [null, null],
    ],
    [{ toJSON: () => ({ own: 'form' }) }, { own: 'form' }],
    ['a\uD800b', 'a\uFFFDb'],
    [undefined, undefined],
  ];
  for (const [value, expected] of table) assert.deepEqual(copy(value), expected);
});

test('cycles end in a note, values used twice do not', () => {
  const shared = { x: 1 };
  const value: Record<string, unknown> = { one: shared, two: shared };
  value.self = value;
  assert.deepEqual(copy(value), { one: { x: 1 }, two: { x: 1 }, self: '[circular]' });
});

test('getters, proxies and toJSON that throw cost their own field only', () => {
  const value = {
    get bad() {
      throw new Error('no');
    },
    worse: new Proxy({}, { ownKeys: thrower, get: thrower, getPrototypeOf: thrower }),
    json: { toJSON: thrower },
    good: 1,
  };
  assert.deepEqual(copy(value), {
    bad: '[unreadable: no]',
    worse: '[unreadable: no]',
    json: '[unreadable: no]',
    good: 1,
  });
});

test('a key named __proto__ stays a key and changes no prototype', () => {
  const text = JSON.stringify(plainJson(JSON.parse('{"__proto__":{"polluted":true}}')));
  assert.equal(text, '{"__proto__":{"polluted":true}}');
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('what is too deep, too long or too much is cut and says so', () => {
  let deep: unknown = 'bottom';
  for (let level = 0; level < 100_000; level++) deep = [deep];
  assert.match(JSON.stringify(plainJson(deep)), /too deep/);
  assert.match(JSON.stringify(plainJson({ text: 'x'.repeat(10_000_000) })), /… \(cut, 10000000 characters\)"}$/);
  for (const many of [
    Array.from({ length: 1_000_000 }, () => 1),
    Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [n, n])),
  ])
    assert.match(JSON.stringify(plainJson(many)), /\[\d+ more\]/);
  const fan = Array.from({ length: 10 }).reduce((child) => [child, child, child, child, child, child], 'leaf');
  assert.ok(JSON.stringify(plainJson(fan)).length < 200_000);
});

test('any value can be written', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
        withObjectString: true,
      }),
      (value) => {
        JSON.stringify(plainJson(value));
      },
    ),
  );
});

test('any JSON comes back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const expected = JSON.parse(JSON.stringify(value).replace(/\\ud[89a-f]../gi, '\\ufffd')) as unknown;
      assert.deepEqual(copy(value), expected);
    }),
  );
});

function thrower(): never {
  throw new Error('no');
}
