import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { isStaskError } from '#src/errors.js';
import type { StaskError } from '#src/errors.js';
import { columnsOf } from '#src/registry/candidate-columns.js';
import { mergeSettings } from '#src/registry/merge-settings.js';
import { maskSecrets, restoreSecrets, SECRET_MARK } from '#src/registry/secrets.js';
import { createWorkerSettings } from '#src/registry/worker-settings.js';
import type { WorkerSettings } from '#src/registry/worker-settings.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';

import { forEachDatabase } from '../helpers/databases.js';
import { candidate } from './sample-rows.js';

const SCHEMA = {
  type: 'object',
  properties: {
    api: {
      type: 'object',
      properties: { timeout: { type: 'integer', minimum: 1 }, token: { type: 'string', writeOnly: true } },
    },
    accounts: { type: 'array', items: { type: 'object', properties: { key: { type: 'string', format: 'password' } } } },
  },
};

forEachDatabase('settings of a worker', (given) => {
  let settings: WorkerSettings;
  beforeEach(async () => {
    await given.database.execute('DELETE FROM s_workers');
    const store = createWorkerStore(given.database);
    const defaults = { api: { timeout: 30, url: 'https://example.com' }, tags: ['a'] };
    const insert = [
      columnsOf(candidate('free', { settings: defaults })),
      columnsOf(candidate('checked', { settings: defaults, settingsSchema: SCHEMA })),
    ];
    await store.applyScan(() => ({ insert, update: [] }));
    settings = createWorkerSettings(store, (all) => {
      if (all['schedule'] === 'bad') throw new RangeError('schedule');
    });
  });

  test('are the stored ones over the defaults', async () => {
    assert.deepEqual((await settings.get('free'))['tags'], ['a']);
    const saved = await settings.update('free', { api: { timeout: 5 }, tags: [], 'deep.er.key': '😀' });
    assert.deepEqual(saved, { api: { timeout: 5, url: 'https://example.com' }, tags: [], deep: { er: { key: '😀' } } });
    assert.deepEqual(await settings.get('free'), saved);
  });

  test('are replaced at a path by set, merged by update', async () => {
    await settings.update('free', { a: { b: 1, c: 2 } });
    assert.deepEqual((await settings.update('free', { a: { b: 3 } }))['a'], { b: 3, c: 2 });
    assert.deepEqual((await settings.set('free', { a: { b: 4 } }))['a'], { b: 4 });
    assert.deepEqual((await settings.change('free', () => ({})))['a'], undefined);
  });

  test('that many processes change at once are all kept', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, n) => settings.set('free', { [`many.k${n}`]: n })));
    assert.equal(Object.keys((await settings.get('free'))['many'] as object).length, 10);
  });

  test('are checked by the schema, each wrong field is named, and nothing is saved', async () => {
    const error = await refusal(settings.update('checked', { api: { timeout: 0, token: 7 } }));
    assert.deepEqual(error.fields.map(({ pointer }) => pointer).toSorted(), ['/api/timeout', '/api/token']);
    assert.match(error.message, /"checked" were not saved.*\/api\/timeout/);
    assert.deepEqual((await settings.get('checked'))['api'], { timeout: 30, url: 'https://example.com' });
    await settings.update('checked', { api: { timeout: 7 } });
  });

  test('are checked by the host too', async () => {
    await assert.rejects(settings.update('free', { schedule: 'bad' }), RangeError);
  });

  test('that cannot be stored are refused', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const polluting = JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown>;
    const odd: unknown[] = [cycle, { n: 1n }, [], null, 'text', polluting, { 'a.__proto__.b': 1 }, { '': 1 }];
    odd.push({ a: [polluting] }, { constructor: { prototype: {} } }, { big: 'x'.repeat(1_000_001) });
    for (const patch of odd) await refusal(settings.update('free', patch as Record<string, unknown>));
    assert.equal(({} as { x?: number }).x, undefined);
  });

  test('show secrets as a mark, and a mark given back keeps them', async () => {
    await settings.update('checked', { api: { token: 'geheim' }, accounts: [{ key: 'k1', name: 'one' }] });
    const masked = await settings.getMasked('checked');
    assert.doesNotMatch(JSON.stringify(masked), /geheim|k1/);
    assert.deepEqual(masked['accounts'], [{ key: SECRET_MARK, name: 'one' }]);
    await settings.change('checked', () => ({ ...masked, note: 'edited' }));
    const stored = await settings.get('checked');
    assert.deepEqual([stored['note'], stored['accounts']], ['edited', [{ key: 'k1', name: 'one' }]]);
    assert.equal((stored['api'] as { token: string }).token, 'geheim');
    await settings.update('checked', { api: { token: { $secret: true }, timeout: 9 } });
    assert.equal(((await settings.get('checked'))['api'] as { token: string }).token, 'geheim');
  });

  test('of an unknown worker are an error', async () => {
    for (const call of ['get', 'getMasked', 'update'] as const) {
      await assert.rejects(settings[call]('nobody', {}), (error) => isStaskError(error, 'STASK_WORKER_NOT_FOUND'));
    }
  });
});

describe('merging', () => {
  const cases: ReadonlyArray<[object, object, object]> = [
    [{ a: 1 }, {}, { a: 1 }],
    [{ a: 1 }, { a: 2 }, { a: 2 }],
    [{ a: { b: 1, c: 2 } }, { a: { b: 3 } }, { a: { b: 3, c: 2 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: { b: 1 } }, { a: null }, { a: null }],
    [{ a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    [{}, { x: { y: 1 } }, { x: { y: 1 } }],
  ];
  for (const [defaults, stored, expected] of cases) {
    test(`${JSON.stringify(stored)} over ${JSON.stringify(defaults)}`, () => {
      const before = structuredClone([defaults, stored]);
      assert.deepEqual(mergeSettings({ ...defaults }, { ...stored }), expected);
      assert.deepEqual([defaults, stored], before);
    });
  }
});

test('an empty secret is shown as empty, so that a form can tell', () => {
  const masked = maskSecrets({ api: { token: '', timeout: 1 } }, SCHEMA);
  assert.deepEqual(masked, { api: { token: '', timeout: 1 } });
  assert.deepEqual(maskSecrets({ a: 1 }, null), { a: 1 });
});

test('a mark without a stored secret goes', () => {
  assert.deepEqual(restoreSecrets({ a: SECRET_MARK, b: { c: SECRET_MARK, d: 1 } }, {}), { b: { d: 1 } });
});

async function refusal(promise: Promise<unknown>): Promise<StaskError> {
  const error: unknown = await promise.then(
    () => assert.fail('it was saved'),
    (thrown: unknown) => thrown,
  );
  assert.ok(isStaskError(error, 'STASK_SETTINGS_INVALID'), String(error));
  return error;
}
