import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaseWorker, type JsonObject, type TaskContext, type WorkerHost } from 'stask/worker';
import { TASK_CONTROL, WORKER_HOST } from '#src/worker/shared-keys.js';

class Shop extends BaseWorker {
  identifier(): string {
    return 'shop-sync';
  }
  override settings(): JsonObject {
    return { api: { timeout: 30, key: null }, tags: ['a'], schedule: { type: 'manual' } };
  }
}

const hosted = (settings: JsonObject): { worker: Shop; calls: unknown[][] } => {
  const calls: unknown[][] = [];
  const host: WorkerHost = {
    settings: () => settings,
    updateSettings: async (patch) => void calls.push(['updateSettings', { ...patch }]),
    schedule: () => ({ type: 'cron', cron: '* * * * *' }),
    shouldRunNow: () => true,
    createTask: async (...given) => {
      calls.push(['createTask', ...given]);
      return { id: 7 };
    },
    lastTask: async () => undefined,
  };
  const worker = new Shop();
  worker[WORKER_HOST] = host;
  return { worker, calls };
};

test('all methods of the contract but identifier have defaults', () => {
  class Minimal extends BaseWorker {
    identifier(): string {
      return 'productHTMLImport_v2';
    }
  }
  const worker = new Minimal();
  assert.equal(worker.scope(), '');
  assert.equal(worker.title(), 'Product HTML Import v2');
  assert.equal(worker.description(), '');
  assert.equal(worker.icon(), 'cube');
  assert.deepEqual(worker.settings(), {});
  assert.deepEqual(Object.keys(worker), []);
});

test('outside of a host settings and schedule are the defaults, and no task has run', async () => {
  const worker = new Shop();
  assert.equal(worker.getConfig('api.timeout', 5), 30);
  assert.equal(worker.getConfig('api.retries', 5), 5);
  assert.equal(worker.getConfig('api.key', 'none'), 'none');
  assert.equal(worker.getConfig('tags.0'), 'a');
  assert.equal(worker.getConfig('missing'), undefined);
  assert.deepEqual(worker.getConfig(), worker.settings());
  assert.deepEqual(worker.getSchedule(), { type: 'manual' });
  assert.equal(await worker.getLastTask('sync'), undefined);
});

test('a setting is read from own properties only', () => {
  const { worker } = hosted(JSON.parse('{"a":{"b":0},"__proto__":{"c":1},"text":"x","list":[1]}') as JsonObject);
  assert.equal(worker.getConfig('a.b', 9), 0);
  for (const path of [
    '__proto__',
    '__proto__.c',
    'constructor',
    'constructor.name',
    'a.toString',
    'a.b.c',
    'text.length',
  ]) {
    assert.equal(worker.getConfig(path, 'fallback'), 'fallback', path);
  }
  assert.equal(worker.getConfig('', 'fallback'), 'fallback');
});

test('setConfig replaces the value at a path and updateConfig merges', async () => {
  const { worker, calls } = hosted({});
  await worker.setConfig('api', { timeout: 1 });
  await worker.updateConfig({ api: { timeout: 1, auth: { user: 'u' } }, 'mail.from': 'x', tags: ['b'], empty: {} });
  assert.deepEqual(calls, [
    ['updateSettings', { api: { timeout: 1 } }],
    ['updateSettings', { 'api.timeout': 1, 'api.auth.user': 'u', 'mail.from': 'x', tags: ['b'], empty: {} }],
  ]);
  await assert.rejects(worker.updateConfig(JSON.parse('{"a":{"__proto__":{"x":1}}}') as JsonObject), {
    code: 'STASK_SETTINGS_INVALID',
  });
});

test('schedule and tasks go through the host', async () => {
  const { worker, calls } = hosted({});
  assert.deepEqual(worker.getSchedule(), { type: 'cron', cron: '* * * * *' });
  assert.equal(worker.shouldRunNow(), true);
  assert.deepEqual(await worker.createTask('sync-stock', { a: 1 }, { priority: 'high' }), { id: 7 });
  await worker.createTask('import');
  assert.deepEqual(calls, [
    ['createTask', 'sync-stock', { a: 1 }, { priority: 'high' }],
    ['createTask', 'import', {}, undefined],
  ]);
});

test('outside of a host the helpers that need one say so', async () => {
  const worker = new Shop();
  const error = { code: 'STASK_HOST_MISSING', message: /"shop-sync" needs a host.*stask\/testing/ };
  await assert.rejects(worker.setConfig('a', 1), error);
  await assert.rejects(worker.updateConfig({ a: 1 }), error);
  await assert.rejects(worker.createTask('import'), error);
  assert.throws(() => worker.shouldRunNow(), error);
});

test('progress and the end of a run go through the task', async () => {
  const calls: unknown[] = [];
  const task = {
    progress: (update: unknown) => void calls.push(['progress', update]),
    [TASK_CONTROL]: {
      finish: async (...given: unknown[]) => void calls.push(['finish', ...given]),
      fail: async (...given: unknown[]) => void calls.push(['fail', ...given]),
    },
  } as unknown as TaskContext;
  const worker = new Shop();
  await worker.pushProgress(task, { progress: 45, message: 'half' });
  await worker.markFinished(task, { n: 1 }, 'done');
  await worker.markFinished(task);
  await worker.markFailed(task, 'broken');
  assert.deepEqual(calls, [
    ['progress', { progress: 45, message: 'half' }],
    ['finish', { n: 1 }, 'done'],
    ['finish', undefined, undefined],
    ['fail', 'broken'],
  ]);
});

test('a helper that gets no task says what it got', async () => {
  const worker = new Shop();
  for (const wrong of [undefined, null, {}, 7] as unknown as TaskContext[]) {
    const error = { code: 'STASK_CONTRACT_INVALID', message: /expects the task that an action gets/ };
    await assert.rejects(worker.pushProgress(wrong, {}), error);
    await assert.rejects(worker.markFinished(wrong), error);
    await assert.rejects(worker.markFailed(wrong, 'x'), error);
  }
});
