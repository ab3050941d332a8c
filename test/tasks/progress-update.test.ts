import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeProgress, NO_PROGRESS } from '#src/tasks/progress-update.js';

const merge = (...updates: unknown[]) =>
  updates.reduce<typeof NO_PROGRESS>((state, update) => mergeProgress(state, update as object), NO_PROGRESS);

test('progress is a whole number between 0 and 100, computed from the counts when it is not given', () => {
  const table: Array<[update: object, progress: number]> = [
    [{ progress: 45 }, 45],
    [{ progress: 45.9 }, 45],
    [{ progress: -3 }, 0],
    [{ progress: -0 }, 0],
    [{ progress: 250 }, 100],
    [{ progress: Infinity }, 100],
    [{ progress: -Infinity }, 0],
    [{ progress: NaN }, 0],
    [{ progress: '45' }, 0],
    [{ processed: 29, total: 100 }, 29],
    [{ processed: 112, total: 250 }, 44],
    [{ processed: 300, total: 250 }, 100],
    [{ processed: 5, total: 0 }, 0],
    [{ processed: 5 }, 0],
    [{ processed: NaN, total: 10 }, 0],
    [{ processed: -5, total: 10 }, 0],
    [{ progress: NaN, processed: 5, total: 10 }, 50],
    [{ progress: 20, processed: 5, total: 10 }, 20],
  ];
  for (const [update, progress] of table) assert.equal(merge(update).progress, progress, JSON.stringify(update));
});

test('what an update leaves out is kept', () => {
  const state = merge({ processed: 5, total: 10, message: 'half' }, { processed: 6 }, { message: undefined });
  assert.deepEqual([state.progress, state.processed, state.total, state.message], [60, 6, 10, 'half']);
});

test('a given time left holds until the run moves on without one', () => {
  assert.equal(merge({ progress: 5, eta: '1h' }, { message: 'on' }).givenEta, '1h');
  assert.equal(merge({ progress: 5, eta: '1h' }, { progress: 6 }).givenEta, undefined);
});

test('counts that agree with the percentage tell the position more finely, others are a stage of their own', () => {
  assert.equal(merge({ progress: 33, processed: 335, total: 1000 }).fraction, 0.335);
  assert.equal(merge({ progress: 20, processed: 335, total: 1000 }).fraction, 0.2);
});

test('a getter that throws, a proxy and a value that is no object report nothing', () => {
  const hostile = {
    get progress(): number {
      throw new Error('no');
    },
    message: 'but this',
  };
  assert.equal(merge(hostile).message, 'but this');
  const proxy = new Proxy(
    {},
    {
      get() {
        throw new Error('never');
      },
    },
  );
  for (const update of [null, undefined, 5, 'text', proxy, [], Symbol('s'), () => 1])
    assert.deepEqual(merge(update), NO_PROGRESS);
});

test('whatever is pushed, the state stays within its bounds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.anything()),
      fc.array(fc.record({ progress: fc.double(), processed: fc.double(), total: fc.double() })),
      (any, numbers) => {
        const { progress, processed, total, fraction } = merge(...any, ...numbers);
        assert.equal(Number.isInteger(progress) && progress >= 0 && progress <= 100, true);
        assert.equal(processed >= 0 && Number.isFinite(processed) && total >= 0 && Number.isFinite(total), true);
        assert.equal(fraction === undefined || (fraction >= 0 && fraction <= 1), true);
      },
    ),
  );
});
