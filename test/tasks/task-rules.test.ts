import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { checkData } from '#src/tasks/check-data.js';
import { describeError } from '#src/tasks/describe-error.js';
import { createGroupCommit } from '#src/tasks/group-commit.js';
import { settlementOf, type Ending } from '#src/tasks/outcome.js';
import { DEFAULT_RETRY, retryDelayMs, retryPolicy } from '#src/tasks/retry-delay.js';
import { resolveRunnerOptions } from '#src/tasks/runner-options.js';
import { taskId } from '#src/tasks/task-id.js';
import { canMove } from '#src/tasks/task-state.js';

test('the delay doubles from 1 s to 1 h, jitter takes away at most half', () => {
  const delays = [1, 2, 3, 4].map((attempt) => retryDelayMs(attempt, DEFAULT_RETRY, 0));
  assert.deepEqual(delays, [1000, 2000, 4000, 8000]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, random) => {
        const delay = retryDelayMs(attempt, DEFAULT_RETRY, random);
        assert.ok(delay >= 500 && delay <= 3_600_000);
      },
    ),
  );
  assert.equal(retryDelayMs(9, retryPolicy(250), 0.9), 250);
});

test('every ending of a running task is a legal transition and keeps attempts within the maximum', () => {
  const endings = fc.oneof(
    fc.constant<Ending>({ kind: 'finished', resultJson: null, message: '' }),
    fc.boolean().map<Ending>((final) => ({ kind: 'failed', error: {}, message: 'x', final })),
    fc.nat(1000).map<Ending>((delayMs) => ({ kind: 'retry-later', delayMs })),
    fc.constant<Ending>({ kind: 'cancelled', message: '' }),
    fc.constant<Ending>({ kind: 'handed-back', message: 'Handed back.' }),
  );
  fc.assert(
    fc.property(
      endings,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      (ending, attempts, maxAttempts) => {
        const settlement = settlementOf({ id: 1, fence: 1, attempts, maxAttempts }, ending, DEFAULT_RETRY, 0.5);
        const stored = settlement.status === 10 && settlement.delayMs > 0 ? 5 : settlement.status;
        assert.ok(canMove(50, stored));
        if (settlement.status === 10 && !settlement.uncount) assert.ok(attempts < maxAttempts);
      },
    ),
  );
});

test('data that some database could not give back is refused with its place', () => {
  const cycle: Record<string, unknown> = {};
  cycle['again'] = { cycle };
  for (const [data, pointer] of [
    [null, ''],
    [[], ''],
    ['text', ''],
    [new Map(), ''],
    [{ a: { b: 1n } }, '/a/b'],
    [cycle, '/again/cycle'],
    [{ list: [1, Number.NaN] }, '/list/1'],
    [{ at: new Date() }, '/at'],
    [{ text: 'a\0b' }, '/text'],
    [{ text: '\uD800' }, '/text'],
    [JSON.parse('{"a":{"__proto__":{"x":1}}}'), '/a/__proto__'],
    [{ text: 'x'.repeat(1_000_001) }, ''],
  ] as const)
    assert.throws(
      () => checkData(data),
      (error: { code: string; fields: Array<{ pointer: string }> }) =>
        error.code === 'STASK_DATA_INVALID' && error.fields[0]?.pointer === pointer,
    );
});

test('any JSON object is accepted as it is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 }), (data) => {
      const text = JSON.stringify(data);
      if (/\\u0000|\\ud[89a-f]|__proto__/i.test(text)) return;
      assert.equal(checkData(data), text);
    }),
  );
});

test('the message of a thrown object is its message, or what it holds', () => {
  for (const [thrown, message] of [
    [{ message: 'quota used up', code: 429 }, 'quota used up'],
    [{ status: 503 }, '{"status":503}'],
    [{ toString: () => 'own words' }, 'own words'],
    [Object.create(null), 'unknown error'],
    [undefined, 'undefined'],
    ['text', 'text'],
  ] as const)
    assert.equal(describeError(thrown)['message'], message);
});

test('anything thrown becomes bounded JSON', () => {
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      const described = describeError(thrown);
      assert.equal(typeof described['message'], 'string');
      assert.ok(JSON.stringify(described).length < 40_000);
    }),
  );
});

test('only positive whole numbers are task ids', () => {
  assert.equal(taskId('12'), 12);
  assert.equal(taskId({ id: 3 }), 3);
  for (const bad of ['../../etc/passwd', '0', '-1', '1.5', '1e3', '', ' 1', 0, -1, Number.NaN, '1; DROP TABLE s_tasks'])
    assert.throws(() => taskId(bad), { code: 'STASK_USAGE' });
});

test('runner options name what is wrong', () => {
  for (const bad of [
    { concurrency: 0 },
    { concurrency: 1.5 },
    { limits: { mail: 0 } },
    { leaseMs: 1000, heartbeatMs: 900 },
  ])
    assert.throws(() => resolveRunnerOptions(bad), { code: 'STASK_CONFIG_INVALID' });
});

test('what is added while a write is in flight goes into the next one', async () => {
  const groups: number[][] = [];
  const commit = createGroupCommit<number, number>(async (items) => {
    groups.push([...items]);
    await new Promise((resolve) => setImmediate(resolve));
    return items.map((item) => item * 2);
  });
  const first = [commit.add(1), commit.add(2)];
  await new Promise((resolve) => setImmediate(resolve));
  const second = [commit.add(3), commit.add(4)];
  assert.deepEqual(await Promise.all([...first, ...second]), [2, 4, 6, 8]);
  assert.deepEqual(groups, [
    [1, 2],
    [3, 4],
  ]);
});

test('writes that nothing waits for keep their distance under load, and a few items are written at once', async ({
  mock,
}) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const sizes: number[] = [];
  const commit = createGroupCommit<number, number>(async (items) => {
    sizes.push(items.length);
    return items;
  }, 60_000);
  const add = (count: number): Array<Promise<number>> => Array.from({ length: count }, (_, n) => commit.add(n));
  await Promise.all(add(30));
  const spaced = add(30);
  await turn();
  spaced.push(...add(10));
  await turn();
  assert.deepEqual(sizes, [30]);
  mock.timers.tick(60_000);
  await Promise.all(spaced);
  await Promise.all(add(3));
  assert.deepEqual(sizes, [30, 40, 3]);
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
