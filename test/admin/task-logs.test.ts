import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import { createHost, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

interface Line {
  readonly message: string;
}

const messages = ({ lines }: { lines: Line[] }): string[] => lines.map(({ message }) => message);

describe('the log of a task', () => {
  let host: TestHost;
  let admin: Admin;
  let id: number;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: () => 'ann' });
    ({ id } = await host.stask.create({ identifier: 'stock', action: 'sync' }));
    const lines = Array.from({ length: 50_000 }, (_, index) =>
      JSON.stringify({
        timestamp: new Date(index * 1000).toISOString(),
        level: index % 10 === 0 ? 'warning' : 'info',
        message: `line ${index}`,
        context: index === 100 ? { where: 'NEEDLE here', password: 'hunter2' } : {},
      }),
    );
    await appendFile(join(host.storagePath, `${id}.jsonl`), `${lines.join('\n')}\n`);
  });
  after(async () => {
    admin.close();
    await host.close();
  });
  const page = async (query: string) => (await askOf(admin)('GET', `tasks/${id}/log?${query}`)).body;

  test('ends with its last lines, and goes back page by page', async () => {
    const last = await page('limit=3');
    assert.deepEqual(messages(last), ['line 49997', 'line 49998', 'line 49999']);
    const earlier = await page(`limit=2&before=${last.first}`);
    assert.deepEqual(messages(earlier), ['line 49995', 'line 49996']);
    assert.equal(earlier.next, last.first);
    assert.equal((await page('limit=5&before=0')).first, 0);
  });

  test('is searched in messages and contexts, whatever the case, a bounded part for each answer', async () => {
    assert.deepEqual(messages(await page('q=LINE 4999&level=warning')), ['line 49990']);
    const found: string[] = [];
    let answers = 0;
    for (let upTo = Infinity; upTo > 0; answers++) {
      const one = await page(`q=needle${upTo === Infinity ? '' : `&before=${upTo}`}`);
      found.push(...messages(one));
      assert.ok(one.first < upTo);
      upTo = one.first;
    }
    assert.deepEqual(found, ['line 100']);
    assert.equal(answers, 3);
    const forth = await page('q=needle&after=0');
    assert.deepEqual([messages(forth), forth.end], [['line 100'], false]);
  });

  test('does not tell a secret by searching for it', async () => {
    assert.deepEqual(messages(await page('q=hunter2&after=0')), []);
  });

  test('takes only positions and levels that are some', async () => {
    for (const query of ['before=x', 'after=-1', 'level=loud'])
      assert.equal((await page(query)).code, 'query-invalid', query);
  });
});
