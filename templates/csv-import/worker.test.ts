import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeWorker, runAction } from 'stask/testing';
import Worker from './worker.js';

const files = { 'rows.csv': 'sku,name\nA-1,Lamp\n,\nA-2,Chair\n' };
const options = (folder: string) => ({ file: join(folder, 'rows.csv') });

describeWorker(Worker, { cases: [{ action: 'import', options, files }] });

test('takes the rows and says which it refuses', async () => {
  const run = await runAction(Worker, 'import', options, { files });
  assert.deepEqual(run.result, { imported: 2, refused: 1 });
  assert.deepEqual(
    run.logs.map(({ message }) => message),
    ['Row 2: the row is empty'],
  );
  assert.equal(run.progress.at(-1)?.progress, 100);
});

test('a file that is not there is not tried again', async () => {
  const run = await runAction(Worker, 'import', { file: 'missing.csv' }, { maxAttempts: 3 });
  assert.equal(run.status, 'failed');
  assert.match(run.message, /cannot be read/);
});
