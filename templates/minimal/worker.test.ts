import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeWorker, runAction } from 'stask/testing';
import Worker from './worker.js';

describeWorker(Worker, { cases: [{ action: 'hello' }] });

test('says hello to everyone', async () => {
  const run = await runAction(Worker, 'hello', { names: ['Ada', 'Grace'] }, { settings: { greeting: 'Hi' } });
  assert.equal(run.status, 'completed');
  assert.deepEqual(run.result, { lines: ['Hi, Ada!', 'Hi, Grace!'] });
  assert.equal(run.progress.at(-1)?.progress, 100);
});
