import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isStaskError, StaskError } from '#src/errors.js';
import { createInstances } from '#src/registry/instances.js';
import type { InstanceParts } from '#src/registry/instances.js';
import type { WorkerRow } from '#src/store/worker-store.js';
import { defineWorker } from '#src/worker/define-worker.js';
import type { BaseWorker } from '#src/worker/base-worker.js';
import type { WorkerClass } from '#src/worker/task-interface.js';
import type { WorkerHost } from '#src/worker/worker-host.js';

import { packageNamed, row } from './sample-rows.js';

const Mail: WorkerClass = defineWorker({ identifier: 'mail', actions: { make: () => 1 } });

function given(parts: Partial<InstanceParts> = {}) {
  let current: WorkerRow = row('mail');
  let loads = 0;
  const instances = createInstances({
    find: async () => current,
    loadClass: async () => (loads++, Mail),
    ...parts,
  });
  return { instances, loads: () => loads, become: (next: Partial<WorkerRow>) => (current = { ...current, ...next }) };
}

test('a worker is constructed once and used again', async () => {
  const { instances, loads } = given();
  const [first, second] = await Promise.all([instances.get('mail'), instances.get('mail')]);
  assert.equal(first.worker, second.worker);
  assert.equal((await instances.get('mail')).worker, first.worker);
  assert.deepEqual([first.Class, loads()], [Mail, 1]);
});

test('a worker is made anew when its class, version or code changes', async () => {
  let fingerprint = 'a';
  const { instances, become, loads } = given({ fingerprint: (of) => `${of.packageVersion} ${fingerprint}` });
  const seen = new Set([(await instances.get('mail')).worker]);
  become({ class: 'shop/other.js#mail' });
  seen.add((await instances.get('mail')).worker);
  become({ packageVersion: '2.0.0' });
  seen.add((await instances.get('mail')).worker);
  fingerprint = 'b';
  seen.add((await instances.get('mail')).worker);
  become({ title: 'Other', active: false });
  seen.add((await instances.get('mail')).worker);
  assert.deepEqual([seen.size, loads()], [4, 4]);
});

test('the host may construct it, and gets class and row', async () => {
  const made = new Mail();
  const { instances } = given({
    instantiate: async (Class, of) => {
      assert.deepEqual([Class, of.identifier], [Mail, 'mail']);
      return made;
    },
  });
  assert.equal((await instances.get('mail')).worker, made);
});

test('it reads the settings as stored last, over the defaults, and cannot change them', async () => {
  const { instances, become } = given({
    hostFor: (_row, settings): WorkerHost => ({
      settings,
      updateSettings: async () => {},
      schedule: () => undefined,
      shouldRunNow: () => true,
      createTask: async () => ({ id: 1 }),
      lastTask: async () => undefined,
    }),
  });
  become({ defaults: { api: { timeout: 30, url: 'x' } }, settings: { api: { timeout: 5 } } });
  const worker = (await instances.get('mail')).worker as BaseWorker;
  assert.deepEqual(worker.getConfig('api'), { timeout: 5, url: 'x' });
  (worker.getConfig('api') as { timeout: number }).timeout = 99;
  assert.equal(worker.getConfig('api.timeout'), 5);
  instances.settingsChanged('mail', { api: { timeout: 6 } });
  assert.equal(worker.getConfig('api.timeout'), 6);
  become({ settings: { api: { timeout: 7 } } });
  await instances.get('mail');
  assert.equal(worker.getConfig('api.timeout'), 7);
});

test('a class that the host provides is not imported', async () => {
  const { instances, loads } = given();
  const Own: WorkerClass = defineWorker({ identifier: 'mail', actions: { make: () => 2 } });
  instances.provide('mail', Own);
  assert.equal((await instances.get('mail')).Class, Own);
  assert.equal(loads(), 0);
});

test('a worker that cannot be loaded is one clear error, and is tried again', async () => {
  let fails = true;
  function Throwing() {
    if (fails) throw new TypeError('needs a database');
  }
  const { instances } = given({ loadClass: async () => Throwing as unknown as WorkerClass });
  await assert.rejects(
    instances.get('mail'),
    (error) => isStaskError(error, 'STASK_WORKER_LOAD_FAILED') && /"mail".*needs a database/.test(error.message),
  );
  fails = false;
  assert.equal((await instances.get('mail')).worker.constructor, Throwing);
});

test('a clear error of loading is passed on as it is', async () => {
  const error = new StaskError('STASK_WORKER_LOAD_FAILED', 'gone');
  const { instances } = given({ loadClass: () => Promise.reject(error) });
  await assert.rejects(instances.get('mail'), error);
});

test('a given row saves the look-up', async () => {
  const { instances } = given({ find: () => assert.fail('looked up') });
  const own = row('mail', { package: packageNamed('post') });
  assert.equal((await instances.get('mail', own)).row, own);
});
