import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostWithPlugin } from '../plugin-host.js';
import { temporaryFolder } from '../temporary-folder.js';
import { statsOf, widgetOf } from '../widget-of.js';

const row = (id: string, price: string) => `${id},Chair,Good,https://s.example/1,https://s.example/1.jpg,7,${price}`;

test('the widget tells what the last feed holds, whoever built it', async () => {
  const folder = temporaryFolder();
  const stask = await hostWithPlugin(folder, 'stask-worker-feed');
  const file = join(folder, 'products.csv');
  const rows = [row('1', '5'), row('2', '6'), row('3', 'free')];
  writeFileSync(file, `id,title,description,link,image_link,availability,price\n${rows.join('\n')}\n`);
  assert.match(JSON.stringify(await widgetOf(stask, 'feed')), /Source: not set yet/);
  await stask.updateSettings('feed', { source: { file } });
  const stats = async (action: string, data: object) => {
    await stask.create({ identifier: 'feed', action, data: { ...data } });
    await stask.processPendingTasks();
    return statsOf(await widgetOf(stask, 'feed'));
  };
  assert.deepEqual(await stats('make', {}), { Items: 2, 'Left out': 1, Shortened: 0 });
  const checked = { 'Items that would be in it': 2, 'Left out': 1, Shortened: 0 };
  assert.deepEqual(await stats('build', { dry_run: true }), checked);
  assert.deepEqual(await stats('make', {}), { Items: 2, 'Left out': 1, Shortened: 0 });
});
