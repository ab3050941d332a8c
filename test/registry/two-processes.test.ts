import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openDatabase } from '#src/typeorm/open-database.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';

import { forEachEmptyPlace } from '../helpers/databases.js';

const PROCESS = fileURLToPath(new URL('scanning-process.js', import.meta.url));

forEachEmptyPlace('two processes that start and scan at once', ({ create }) => {
  test('on an empty database end with one row per worker and no error', async () => {
    const { url } = await create();
    const processes = [fork(PROCESS, [url]), fork(PROCESS, [url])];
    await Promise.all(processes.map((started) => once(started, 'message')));
    const results = await Promise.all(processes.map(scan));
    assert.deepEqual(results.map(({ error }) => error).filter(Boolean), []);
    assert.equal(
      results.reduce((sum, { registered = 0 }) => sum + registered, 0),
      31,
    );

    const database = await openDatabase({ url, storagePath: '.' });
    const rows = await createWorkerStore(database).list();
    await database.close();
    assert.equal(new Set(rows.map(({ identifier }) => identifier)).size, 31);
    assert.deepEqual(
      rows.map(({ position }) => position),
      rows.map((_, index) => index + 1),
    );
  });
});

async function scan(started: ChildProcess): Promise<{ registered?: number; error?: string }> {
  const answered = once(started, 'message') as Promise<[{ registered?: number; error?: string }]>;
  const ended = once(started, 'exit');
  started.send('go');
  const [answer] = await answered;
  await ended;
  return answer;
}
