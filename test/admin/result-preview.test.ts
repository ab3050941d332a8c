import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import { firstElements } from '#src/admin/first-elements.js';
import { createHost, MARKUP, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

describe('a result as a table', () => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: () => 'ann' });
    await mkdir(join(host.storagePath, 'out'), { recursive: true });
  });
  after(async () => {
    admin.close();
    await host.close();
  });
  const taskWith = async (file: string, content: string): Promise<number> => {
    await writeFile(join(host.storagePath, 'out', file), content);
    const task = await host.stask.create({ identifier: 'mail', action: 'write', data: { file: `out/${file}` } });
    await host.stask.execute(task);
    return task.id;
  };
  const preview = async (file: string, content: string, rows = 50) =>
    askOf(admin)('GET', `tasks/${await taskWith(file, content)}/result/preview?rows=${rows}`);

  test('comes from CSV with quotes, other separators and line ends', async () => {
    const { body } = await preview('a.csv', `\uFEFFsku;note;password\r\n1;"a;b\r\nc";x\r\n2;${MARKUP}\r\n3;;y\r\n`, 2);
    assert.deepEqual(body, {
      file: { name: 'a.csv', bytes: body.file.bytes },
      format: 'csv',
      columns: ['sku', 'note', 'password'],
      rows: [
        ['1', 'a;b\r\nc', '***'],
        ['2', MARKUP, ''],
      ],
      more: true,
    });
    assert.deepEqual((await preview('b.tsv', 'a\tb\n1\t2\n')).body.rows, [['1', '2']]);
  });

  test('comes from a list in JSON, of objects, lists or plain values', async () => {
    const { body } = await preview('a.json', '[{"a":1,"b":{"c":2}},{"b":"x","token":"secret"}]');
    assert.deepEqual(body.columns, ['a', 'b', 'token']);
    assert.deepEqual(body.rows, [
      ['1', '{"c":2}', ''],
      ['', 'x', '***'],
    ]);
    assert.equal(body.more, false);
    assert.deepEqual((await preview('b.json', '[[1,2],[3]]')).body.rows, [
      ['1', '2'],
      ['3', ''],
    ]);
    assert.deepEqual((await preview('c.jsonl', '{"a":1}\nnot json\n')).body.columns, ['a', 'value']);
  });

  test('of a big file needs only its beginning', async () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => ({ n, text: `row ${n} "of" [many], ${'x'.repeat(40)}` }));
    const { body, text } = await preview('big.json', JSON.stringify(rows), 5);
    assert.deepEqual(
      body.rows.map(([n]: string[]) => n),
      ['0', '1', '2', '3', '4'],
    );
    assert.equal(body.more, true);
    assert.ok(text.length < 2_000);
    const csv = `n,text\n${rows.map(({ n }) => `${n},${'y'.repeat(60)}`).join('\n')}\n`;
    assert.equal((await preview('big.csv', csv, 200)).body.rows.length, 200);
  });

  test('is refused for what is no table, and tells which files are', async () => {
    assert.equal((await preview('a.txt', 'hello')).body.code, 'no-preview');
    assert.equal((await preview('object.json', '{"a":1}')).body.code, 'no-preview');
    assert.equal((await preview('broken.json', '[{"a":')).body.rows?.length, 0);
    const id = await taskWith('c.csv', 'a\n1\n');
    assert.equal((await askOf(admin)('GET', `tasks/${id}`)).body.resultFile.preview, true);
  });

  test('reads no file outside of the storage folder', async () => {
    const task = await host.stask.create({ identifier: 'mail', action: 'write', data: { file: '../package.json' } });
    await host.stask.execute(task);
    assert.equal((await askOf(admin)('GET', `tasks/${task.id}/result/preview`)).status, 410);
  });
});

test('the first elements of a list are found in a text that ends anywhere', () => {
  const text = JSON.stringify([{ a: '],"\\' }, [1, [2]], 'x, y', null, -1.5]);
  for (let end = 1; end <= text.length; end++) {
    const found = firstElements(text.slice(0, end), 10);
    assert.deepEqual(found, (JSON.parse(text) as unknown[]).slice(0, found?.length), text.slice(0, end));
  }
  assert.equal(firstElements(text, 10)?.length, 5);
  assert.deepEqual(firstElements(' [] ', 3), []);
  assert.equal(firstElements('{}', 3), undefined);
});
