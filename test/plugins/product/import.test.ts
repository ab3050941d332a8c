import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runAction } from 'stask/testing';
import { ProductWorker } from 'stask-worker-product';
import { forEachEmptyPlace } from '../../helpers/databases.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const settings = { database: `sqlite:${join(folder, 'products.sqlite')}` };

function csv(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function exported(database: string): Promise<string> {
  const file = join(folder, `out-${Math.random()}.csv`);
  const ran = await runAction(ProductWorker, 'export', { file }, { settings: { database } });
  assert.equal(ran.status, 'completed', ran.message);
  return readFileSync(file, 'utf8');
}

forEachEmptyPlace('the products table', ({ create }) => {
  test('an import creates and updates, an export writes the same, stock is set for known articles', async () => {
    const { url: database } = await create();
    const first = csv(
      'first.csv',
      '\uFEFFStock;Name;SKU;Price\r\n5;"Chair; ""oak"" 🪑";A-1;12,5\r\n0;Table;A-2;99\r\n',
    );
    const ran = await runAction(ProductWorker, 'import', { file: first }, { settings: { database } });
    assert.equal(ran.message, '2 of 2 products imported');
    const second = csv(
      'second.csv',
      'sku,name,price,stock\na-1,Lower case,1,1\nA-2,Table,98.90,7\nA-2,Table top,98.90,8\n',
    );
    const again = await runAction(ProductWorker, 'import', { file: second }, { settings: { database, batch_size: 2 } });
    const { created, updated } = again.result as { created: number; updated: number };
    assert.deepEqual([created, updated], [1, 2]);
    const stock = csv('stock.csv', 'sku,stock\nA-1,40\nnone,3\n');
    const synced = await runAction(
      ProductWorker,
      'sync_stock',
      { source: 'file', file: stock },
      { settings: { database } },
    );
    assert.deepEqual(synced.result, { items: 2, updated: 1, unknown: 1, rejected: 0 });
    assert.match(await exported(database), /^ID,SKU,Name,Price,Stock\n\d+,A-1,"Chair; ""oak"" 🪑",12\.50,40$/m);
    assert.match(await exported(database), /^\d+,A-2,Table top,98\.90,8$/m);
    assert.match(await exported(database), /^\d+,a-1,Lower case,1\.00,1$/m);
  });

  test('two imports that start at once on an empty database both finish', async () => {
    const { url: database } = await create();
    const file = csv('both.csv', 'sku,name,price,stock\nB-1,One,1,1\n');
    const runs = await Promise.all(
      [1, 2].map((run) =>
        runAction(
          ProductWorker,
          'import',
          { file, errors_file: join(folder, `${run}.csv`) },
          { settings: { database } },
        ),
      ),
    );
    assert.deepEqual(
      runs.map(({ status, message }) => [status, message]),
      runs.map(() => ['completed', '1 of 1 products imported']),
    );
  });
});

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('import', () => {
  test('rows that are wrong go to a file with their line, reasons and cells', async () => {
    const file = csv(
      'bad.csv',
      'sku,name,price,stock\nC-1,"Two\nlines",1,1\n\nC-2,,1.234,-1\nC-3,Short,1\nC-4,\uFFFD,1,1\n',
    );
    const ran = await runAction(ProductWorker, 'import', { file }, { settings });
    const { errors_file: errors } = ran.result as { errors_file: string };
    assert.deepEqual(ran.result, {
      rows: 4,
      created: 1,
      updated: 0,
      rejected: 3,
      errors_file: errors,
      file: errors,
      source: file,
      database: settings.database,
      dry_run: false,
    });
    const lines = (ran.files['import-1.errors.csv'] ?? '').trim().split('\n');
    assert.equal(lines[0], 'line,problem,sku,name,price,stock');
    assert.match(lines[1] ?? '', /^5,"name is empty; price must be .*; stock must be .*",C-2,,1\.234,'?-1$/);
    assert.match(lines[2] ?? '', /^6,"the row has 3 columns, the header 4",C-3,Short,1$/);
    assert.match(lines[3] ?? '', /^7,"?name is not text in the file's encoding/);
    assert.equal(ran.logs.length, 3);
  });

  test('a dry run checks all rows and opens no database', async () => {
    const file = csv('dry.csv', 'sku,name,price,stock\nD-1,One,1,1\nD-2,Two,x,1\n');
    const database = join(folder, 'never.sqlite');
    const ran = await runAction(
      ProductWorker,
      'import',
      { file, dry_run: true },
      { settings: { database: `sqlite:${database}` } },
    );
    assert.equal(ran.message, '1 of 2 products can be imported, nothing was written');
    assert.ok(!existsSync(database));
  });

  test('headers may have other names, and columns that are not needed are ignored', async () => {
    const file = csv('names.csv', 'Colour,Article no.,Title,Price,Stock\nred,E-1,One,1,1\n');
    const columns = { sku: 'article no.', name: 'Title' };
    assert.equal((await runAction(ProductWorker, 'import', { file, columns }, { settings })).status, 'completed');
  });

  const shared = 'SKU;Name;Price;Stock\r\nE-1;"Ключ ""10""";1,50;3\r\nE-2;Größe;2;4\r\n';
  const german = 'sku,name,price,stock\nL-1,Gr\u00f6\u00dfe,2,4\n';
  // [what, bytes, option, names that are read]
  const encodings: ReadonlyArray<[string, Buffer, string | undefined, string[]]> = [
    ['UTF-8', Buffer.from(shared), undefined, ['Ключ "10"', 'Größe']],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${shared}`), undefined, ['Ключ "10"', 'Größe']],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${shared}`, 'utf16le'), undefined, ['Ключ "10"', 'Größe']],
    ['UTF-16 of the other order', utf16be(`\uFEFF${shared}`), undefined, ['Ключ "10"', 'Größe']],
    ['UTF-16 without a mark', Buffer.from(shared, 'utf16le'), undefined, ['Ключ "10"', 'Größe']],
    ['UTF-16 of the other order without a mark', utf16be(shared), undefined, ['Ключ "10"', 'Größe']],
    ['Latin-1, when the option says so', Buffer.from(german, 'latin1'), 'windows-1252', ['Größe']],
  ];
  for (const [what, bytes, encoding, names] of encodings) {
    test(`a file in ${what} is read`, async () => {
      const database = `sqlite:${join(folder, `${what}.sqlite`)}`;
      const file = join(folder, `${what}.csv`);
      writeFileSync(file, bytes);
      const ran = await runAction(ProductWorker, 'import', { file, encoding }, { settings: { database } });
      assert.equal(ran.message, `${names.length} of ${names.length} products imported`);
      assert.equal(ran.progress.at(-1)?.progress, 100);
      for (const name of names) assert.ok((await exported(database)).includes(name.replaceAll('"', '""')), name);
    });
  }

  test('a Latin-1 file that is taken for UTF-8 has its rows left out, and is told of the option', async () => {
    const file = join(folder, 'latin.csv');
    writeFileSync(file, Buffer.from(`${german}L-2,Plain,2,4\n`, 'latin1'));
    const ran = await runAction(ProductWorker, 'import', { file }, { settings });
    assert.equal(ran.message, '1 of 2 products imported');
    assert.match(ran.files['import-1.errors.csv'] ?? '', /give the option ""encoding"", such as windows-1252/);
  });

  const failures: ReadonlyArray<[title: string, text: string, data: object, message: RegExp]> = [
    ['a missing column', 'sku,name,price\n1,a,1\n', {}, /lacks the column "stock".*header has: "sku", "name", "price"/],
    ['a column twice', 'sku,name,price,stock,SKU\n', {}, /column "sku" twice/],
    [
      'a field that is none',
      'sku,name,price,stock\n',
      { columns: { colour: 'x' } },
      /may name sku, name, price, stock/,
    ],
    ['an empty file', '', {}, /is empty/],
    ['only bad rows', 'sku,name,price,stock\n,,,\n', {}, /None of the 1 rows could be taken/],
    [
      'a quote that is never closed',
      'sku,name,price,stock\n1,"a,1,1\n2,b,1,1\n',
      {},
      /not valid CSV: Quote Not Closed/,
    ],
  ];
  for (const [title, text, data, message] of failures) {
    test(`${title} fails for good and says what to do`, async () => {
      const file = csv(`${title.replaceAll(' ', '-')}.csv`, text);
      const ran = await runAction(ProductWorker, 'import', { file, ...data }, { settings });
      assert.equal(ran.status, 'failed');
      assert.match(ran.message, message);
    });
  }

  test('files that are missing, of another kind or no CSV by their name fail for good', async () => {
    mkdirSync(join(folder, 'folder.csv'));
    for (const [file, message] of [
      [join(folder, 'nowhere.csv'), /does not exist/],
      [join(folder, 'folder.csv'), /is not a regular file/],
      ['/etc/passwd', /not a CSV file by its name/],
    ] as const) {
      const ran = await runAction(ProductWorker, 'import', { file }, { settings });
      assert.equal(ran.status, 'failed');
      assert.match(ran.message, message);
    }
  });

  test('with a folder set, nothing outside of it is read or written, by dots or by links', async () => {
    const directory = join(folder, 'inside');
    mkdirSync(directory);
    csv('outside.csv', 'sku,name,price,stock\nF-1,One,1,1\n');
    symlinkSync(join(folder, 'outside.csv'), join(directory, 'link.csv'));
    symlinkSync(folder, join(directory, 'up'));
    const confined = { ...settings, directory };
    for (const [action, file] of [
      ['import', '../outside.csv'],
      ['import', 'link.csv'],
      ['export', '../written.csv'],
      ['export', 'up/written.csv'],
    ] as const) {
      const ran = await runAction(ProductWorker, action, { file }, { settings: confined });
      assert.equal(ran.status, 'failed', file);
      assert.match(ran.message, /lies outside of/);
    }
    assert.ok(!existsSync(join(folder, 'written.csv')));
    csv('inside/in.csv', 'sku,name,price,stock\nF-1,One,1,1\n');
    assert.equal(
      (await runAction(ProductWorker, 'import', { file: 'in.csv' }, { settings: confined })).status,
      'completed',
    );
  });

  test('an abort stops between two batches', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `G-${row},Name,1,1`);
    const file = csv('long.csv', `sku,name,price,stock\n${rows.join('\n')}\n`);
    const ran = await runAction(
      ProductWorker,
      'import',
      { file },
      {
        settings: { ...settings, batch_size: 100 },
        cancelAt: 6,
      },
    );
    assert.equal(ran.status, 'cancelled');
    assert.equal(ran.progress.at(-1)?.processed, 300);
  });

  test('a table "products" of somebody else is left alone', async () => {
    const { default: Database } = await import('libsql');
    const path = join(folder, 'other.sqlite');
    const other = new Database(path);
    other.exec('CREATE TABLE products (id INTEGER PRIMARY KEY, label TEXT)');
    other.close();
    const file = csv('other.csv', 'sku,name,price,stock\nH-1,One,1,1\n');
    const ran = await runAction(ProductWorker, 'import', { file }, { settings: { database: `sqlite:${path}` } });
    assert.equal(ran.status, 'failed');
    assert.match(ran.message, /lacks sku, name, price, stock/);
  });

  test('a database setting of an unknown kind fails for good, a server that is away is tried again', async () => {
    const file = csv('away.csv', 'sku,name,price,stock\nI-1,One,1,1\n');
    const wrong = await runAction(ProductWorker, 'import', { file }, { settings: { database: 'oracle://x' } });
    assert.equal(wrong.status, 'failed');
    const away = await runAction(
      ProductWorker,
      'import',
      { file },
      { settings: { database: 'mysql://u:secret@127.0.0.1:1/x' }, maxAttempts: 2 },
    );
    assert.equal(away.status, 'pending');
    assert.match(away.message, /mysql:\/\/u@127\.0\.0\.1:1\/x cannot be opened/);
    assert.doesNotMatch(away.message, /secret/);
  });
});
