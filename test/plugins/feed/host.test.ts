import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createStask } from 'stask';
import { makeHostFolder } from '../host-folder.js';
import { temporaryFolder } from '../temporary-folder.js';
import { readFeed } from './read-feed.js';

const RUNNER = fileURLToPath(new URL('../run-host.js', import.meta.url));
const ITEMS = 60_000;

test('a feed whose process is killed is completed by the next one, as a task of the real package', async () => {
  const cwd = makeHostFolder(join(temporaryFolder(), 'host'), 'stask-worker-feed');
  const rows = Array.from(
    { length: ITEMS },
    (_, id) => `${id},Chair,Good,https://s.example/${id},https://s.example/${id}.jpg,7,5`,
  );
  writeFileSync(
    join(cwd, 'products.csv'),
    `id,title,description,link,image_link,availability,price\n${rows.join('\n')}\n`,
  );
  await using stask = await createStask({ cwd, discovery: { activate: true } });
  await stask.updateSettings('feed', { source: { file: join(cwd, 'products.csv') }, part_items: 50 });
  const { id } = await stask.create({ identifier: 'feed', action: 'make', backoff: 0 });
  const feed = join(cwd, 'storage/stask/files/feed/feed.xml');

  const first = spawn(process.execPath, [RUNNER, cwd], { stdio: 'inherit' });
  while (!existsSync(`${feed}.${id}.partial.json`)) await delay(1);
  first.kill('SIGKILL');
  await once(first, 'exit');
  assert.ok(!existsSync(feed));

  const second = spawn(process.execPath, [RUNNER, cwd], { stdio: 'inherit' });
  assert.deepEqual(await once(second, 'exit'), [0, null]);
  const task = await stask.getTask(id);
  assert.deepEqual([task.statusText, task.attempts, task.message], ['completed', 2, `${ITEMS} items in the feed`]);
  assert.equal((task.result as { file: string }).file, feed);
  assert.match(JSON.stringify(await task.getLogs()), /Goes on where it was cut off/);
  const ids = readFeed(readFileSync(feed, 'utf8')).map((item) => Number(item['id']));
  assert.deepEqual(
    ids,
    Array.from({ length: ITEMS }, (_, index) => index),
  );
});
