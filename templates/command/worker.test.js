import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeWorker, runAction } from 'stask/testing';
import Worker from './worker.js';

describeWorker(Worker, { cases: [{ action: 'run', options: { command: 'node_version' } }] });

test('runs a command and keeps what it prints', async () => {
  const run = await runAction(Worker, 'run', { command: 'node_version' });
  assert.deepEqual(run.result, { code: 0, lines: [process.version] });
  assert.deepEqual(
    run.logs.map(({ message }) => message),
    [process.version],
  );
});

test('nothing else can be run', async () => {
  const run = await runAction(Worker, 'run', { command: 'rm -rf /' });
  assert.equal(run.status, 'failed');
  assert.match(run.message, /command/);
});
