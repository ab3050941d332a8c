import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectClass } from '#src/discovery/inspect-class.js';
import { defineWorker } from '#src/worker/define-worker.js';
import { WORKER_METHODS } from '#src/worker/brand.js';

const WRONG: ReadonlyArray<[what: string, value: (name: string) => unknown, says: string]> = [
  ['is missing', () => undefined, 'lacks NAME()'],
  ['is null', () => null, 'NAME must be a method, it is null'],
  ['is a text', () => 'text', 'NAME must be a method, it is a value of type string'],
  ['is an object', () => ({}), 'NAME must be a method, it is a value of type object'],
  ['throws', (name) => () => assert.fail(`no ${name} today`), 'NAME() must return, it threw AssertionError'],
  ['returns nothing', () => () => {}, 'NAME() must return KIND, it returned undefined'],
  ['returns null', () => () => null, 'NAME() must return KIND, it returned null'],
  ['returns a number', () => () => 7, 'NAME() must return KIND, it returned a value of type number'],
  ['returns a list', () => () => ['x'], 'NAME() must return KIND, it returned an array'],
  ['is async', () => async () => 'x', 'NAME() must return KIND, it returned a promise'],
  ['is async and fails', () => async () => assert.fail('later'), 'NAME() must return KIND, it returned a promise'],
];

for (const name of WORKER_METHODS) {
  for (const [what, value, says] of WRONG) {
    test(`${name} of a worker that ${what}: contract-invalid, and the detail says so`, async () => {
      const Worker = defineWorker({ identifier: 'odd', actions: { go: () => {} } });
      Object.defineProperty(Worker.prototype, name, { value: value(name) });
      const result = await inspectClass(Worker, '/');
      assert.ok('reason' in result, 'it was taken');
      assert.equal(result.reason, 'contract-invalid');
      const expected = says.replace('NAME', name).replace('KIND', name === 'settings' ? 'an object' : 'a string');
      assert.ok(result.detail.includes(expected), result.detail);
    });
  }
}
