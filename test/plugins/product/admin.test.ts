import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createAdmin, tokenAuth } from 'stask/admin';
import { hostWithPlugin } from '../plugin-host.js';
import { temporaryFolder } from '../temporary-folder.js';
import { statsOf, widgetOf } from '../widget-of.js';

const CSV = 'sku,name,price,stock\nA-1,Chair,12.50,3\nA-2,,free,many\n';

const folder = temporaryFolder();
const directory = join(folder, 'files'); // uploads lie elsewhere, in the storage
mkdirSync(directory);
const stask = await hostWithPlugin(join(folder, 'host'), 'stask-worker-product');
await stask.updateSettings('product', { database: `sqlite:${join(folder, 'p.sqlite')}`, directory });

describe('the product worker in the admin', () => {
  const admin = createAdmin(stask, { auth: tokenAuth({ tokens: { a: 'ann' } }) });
  after(() => admin.close());

  async function ask(method: string, path: string, body?: object | string): Promise<{ text: string; type: string }> {
    const type = typeof body === 'string' ? 'application/octet-stream' : 'application/json';
    const headers = { authorization: 'Bearer a', ...(body !== undefined && { 'content-type': type }) };
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await admin(
      new Request(`http://x/api/v1/${path}`, { method, headers, ...(sent !== undefined && { body: sent }) }),
    );
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return { text, type: response.headers.get('content-type') ?? '' };
  }

  async function run(action: string, data: object) {
    const created = await ask('POST', `workers/product/actions/${action}/tasks`, { data });
    const { id } = JSON.parse(created.text) as { id: number };
    await stask.processPendingTasks();
    return stask.getTask(id);
  }

  test('asks for a file where one is to be read, and shows where the products are', async () => {
    for (const action of ['import', 'sync_stock']) {
      const { text } = await ask('GET', `workers/product/actions/${action}`);
      const { uiSchema } = JSON.parse(text) as { uiSchema: Record<string, object> };
      assert.match(JSON.stringify(uiSchema['file']), /"ui:widget":"file"/);
    }
    assert.match(JSON.stringify(await widgetOf(stask, 'product')), /sqlite:/);
  });

  test('imports an upload, checked first, and gives the rows that are wrong for download', async () => {
    const started = await ask('POST', 'uploads', { worker: 'product', name: 'prices.csv', bytes: CSV.length });
    const { id } = JSON.parse(started.text) as { id: string };
    const { text } = await ask('PUT', `uploads/${id}?offset=0`, CSV);
    const file = (JSON.parse(text) as { value: string }).value;
    const checked = await run('import', { file, dry_run: true });
    assert.equal(checked.message, '1 of 2 products can be imported, nothing was written');
    assert.deepEqual(statsOf(await widgetOf(stask, 'product')), { 'Can be imported': 1, Rejected: 1 });
    const task = await run('import', { file, delimiter: ',' });
    assert.equal(task.message, '1 of 2 products imported');
    const errors = await ask('GET', `tasks/${task.id}/download`);
    assert.match(errors.text, /^line,problem,sku,name,price,stock\n3,"name is empty; price must be/);
  });

  test('tells in its widget what the last import and stock sync did, and imports the next file alike', async () => {
    writeFileSync(join(directory, 'next.csv'), 'sku,name,price,stock\nA-1,Chair,13,3\nB-1,Table,80,1\n');
    await run('import', { file: 'next.csv', delimiter: ',', columns: { sku: 'sku' } });
    const parts = await widgetOf(stask, 'product');
    assert.deepEqual(statsOf(parts), { Created: 1, Updated: 1, Rejected: 0 });
    const data = { delimiter: ',', columns: { sku: 'sku' } };
    assert.deepEqual(parts.at(-1), { kind: 'action', action: 'import', title: 'Import products', data });
    writeFileSync(join(directory, 'stock.csv'), 'sku,stock\nA-1,7\nX-9,1\n');
    await run('sync_stock', { source: 'file', file: 'stock.csv' });
    const { Set, 'Unknown articles': unknown } = statsOf(await widgetOf(stask, 'product'));
    assert.deepEqual([Set, unknown], [1, 1]);
  });

  test('gives an export for download', async () => {
    const task = await run('export', {});
    assert.equal(task.statusText, 'completed', task.message);
    assert.match(
      (await ask('GET', `tasks/${task.id}/download`)).text,
      /^ID,SKU,Name,Price,Stock\n\d+,A-1,Chair,13\.00,7\n\d+,B-1,Table,80\.00,1\n$/,
    );
  });
});
