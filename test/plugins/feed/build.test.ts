import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describeWorker, runAction } from 'stask/testing';
import { FeedWorker } from 'stask-worker-feed';
import { ProductWorker } from 'stask-worker-product';
import { forEachEmptyPlace } from '../../helpers/databases.js';
import { temporaryFolder } from '../temporary-folder.js';
import { readFeed } from './read-feed.js';

const folder = temporaryFolder();
const HEADER = 'id,title,description,link,image_link,availability,price';

const csvCell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const product = (id: string, more: Record<string, string> = {}) => ({
  id,
  title: `Product ${id}`,
  description: 'Good',
  link: `https://shop.example/p/${id}`,
  image_link: `https://shop.example/i/${id}.jpg`,
  availability: 'in_stock',
  price: '12.50',
  ...more,
});

/** Writes products as JSON lines. */
function jsonl(name: string, products: readonly object[]): string {
  const file = join(folder, name);
  writeFileSync(file, products.map((one) => JSON.stringify(one)).join('\n'));
  return file;
}

const build = (options: object, settings: object = {}, more: object = {}) =>
  runAction(FeedWorker, 'build', { ...options }, { settings: { ...settings }, ...more });

describeWorker(FeedWorker, {
  cases: [{ action: 'build', options: { file: jsonl('case.jsonl', [product('1')]) } }],
});

describe('a feed', () => {
  test('has the items of a CSV file, in the namespace of Google and as a strict parser reads them', async () => {
    const file = join(folder, 'products.csv');
    const row = [
      'A&1',
      'Chair <b>"oak"</b> 🪑',
      "it's\r\nnice \u0001]]>",
      'https://shop.example/a?b=1&c=2',
      'https://shop.example/a.jpg',
      '3',
      '12,5',
    ];
    writeFileSync(file, `\uFEFF${HEADER}\r\n${row.map(csvCell).join(',')}\r\n`);
    const run = await build({ file }, { currency: 'UAH', title: 'Shop & <more>' });
    assert.equal(run.status, 'completed', run.message);
    assert.equal(run.message, '1 items in the feed');
    assert.deepEqual(readFeed(run.files['feed.xml'] ?? ''), [
      {
        id: 'A&1',
        title: 'Chair <b>"oak"</b> 🪑',
        description: "it's\r\nnice ]]>",
        link: 'https://shop.example/a?b=1&c=2',
        image_link: 'https://shop.example/a.jpg',
        availability: 'in_stock',
        price: '12.50 UAH',
      },
    ]);
    assert.deepEqual(Object.keys(run.files), ['feed.xml']);
  });

  test('is XML whatever characters a product has, and keeps all that XML allows', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), 300);
    const odd = [
      '\u0000a',
      'a\uFFFE',
      '\ud800a',
      'a\udc00',
      '\u{1F600}',
      '\u0085\u2028',
      '\u007f\t',
      ']]>',
      '<!--',
      '&amp;',
    ];
    const file = jsonl(
      'odd.jsonl',
      [...texts, ...odd].map((text, index) => product(String(index), { title: `x${text}x` })),
    );
    const run = await build({ file });
    assert.equal(run.status, 'completed', run.message);
    const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu; // what XML 1.0 does not allow
    assert.deepEqual(
      readFeed(run.files['feed.xml'] ?? '').map(({ title }) => title),
      [...texts, ...odd].map((text) => `x${text}x`.replaceAll(illegal, '').trim()),
    );
  });

  // [title, change to a good product, what is said]
  const wrong: ReadonlyArray<[string, Record<string, unknown>, RegExp]> = [
    ['without an id', { id: '' }, /id is missing/],
    ['without a price', { price: undefined }, /price is missing/],
    ['with a price of nothing', { price: '0.00' }, /price must be more than 0/],
    ['with a price that is none', { price: '1.234' }, /price must be a number/],
    ['with a link to a script', { link: 'javascript:alert(1)' }, /link must be an http or https address/],
    ['with an id that is too long', { id: 'x'.repeat(51) }, /id has 51 characters, the most is 50/],
    ['with a state that is none', { availability: 'maybe' }, /availability must be one of in_stock/],
    ['to be ordered before, without a date', { availability: 'preorder' }, /availability_date is missing/],
    ['with a wrong check digit', { gtin: '4006381333932' }, /gtin has a wrong check digit/],
    ['of a brand that is too long', { brand: 'b'.repeat(71) }, /brand has 71 characters/],
  ];
  test('leaves out products that are wrong and says why for each in a file', async () => {
    const products = [product('good'), ...wrong.map(([title, change]) => ({ ...product(title), ...change })), 7];
    const run = await build({ file: jsonl('wrong.jsonl', products as object[]) }, { max_rejected_percent: 100 });
    assert.equal(run.message, `1 items in the feed, ${wrong.length + 1} left out`);
    const lines = (run.files['feed.errors.csv'] ?? '').split('\n');
    assert.equal(lines[0], 'from,id,problem');
    for (const [index, [title, , message]] of wrong.entries()) assert.match(lines[index + 1] ?? '', message, title);
    assert.match(lines[wrong.length + 1] ?? '', /^"line 12","","is no product/);
  });

  test('cuts titles and descriptions at the limit of Google and counts them', async () => {
    const long = product('1', { title: '🪑'.repeat(151), description: 'd'.repeat(5001) });
    const run = await build({ file: jsonl('long.jsonl', [long]) });
    const [item] = readFeed(run.files['feed.xml'] ?? '');
    assert.deepEqual([Array.from(item?.['title'] ?? '').length, item?.['description']?.length], [150, 5000]);
    assert.equal((run.result as { shortened: number }).shortened, 1);
  });

  test('takes columns of other names, and values with columns in them', async () => {
    const file = jsonl('named.jsonl', [{ sku: 'a/b c', name: 'Chair', stock: 0, price: 5 }]);
    const values = {
      link: 'https://shop.example/p/{sku}',
      image_link: 'https://shop.example/i/{sku}.jpg',
      description: '{name}, brand new',
    };
    const run = await build({ file }, { columns: { title: 'Name' }, values });
    assert.deepEqual(readFeed(run.files['feed.xml'] ?? ''), [
      {
        id: 'a/b c',
        title: 'Chair',
        description: 'Chair, brand new',
        link: 'https://shop.example/p/a%2Fb%20c',
        image_link: 'https://shop.example/i/a%2Fb%20c.jpg',
        availability: 'out_of_stock',
        price: '5.00 EUR',
      },
    ]);
  });

  test('stays as it is when too many products are wrong or there are none', async () => {
    const files = { 'feed.xml': 'old' };
    const bad = await build({ file: jsonl('bad.jsonl', [product('1'), { id: '2' }, { id: '3' }]) }, {}, { files });
    assert.deepEqual([bad.status, bad.files['feed.xml']], ['failed', 'old']);
    assert.match(bad.message, /2 of 3 products could not be taken, so the feed that is there stays/);
    assert.match(bad.files['feed.errors.csv'] ?? '', /title is missing/);
    const header = join(folder, 'none.csv');
    writeFileSync(header, HEADER);
    const none = await build({ file: header }, {}, { files });
    assert.deepEqual([none.status, none.files], ['failed', files]);
  });

  test('can be compressed, and a dry run writes none', async () => {
    const file = jsonl('some.jsonl', [product('1'), { id: '2' }]);
    const target = join(folder, 'packed');
    mkdirSync(target);
    const settings = { directory: target, output: join(target, 'shop.xml'), gzip: true };
    symlinkSync(file, join(target, 'in.jsonl'));
    const outside = await build({ file: 'in.jsonl' }, settings);
    assert.match(outside.message, /lies outside of/);
    writeFileSync(join(target, 'own.jsonl'), readFileSync(file));
    const run = await build({ file: 'own.jsonl' }, settings);
    assert.equal(run.status, 'completed', run.message);
    assert.equal(readFeed(gunzipSync(readFileSync(join(target, 'shop.xml.gz'))).toString('utf8')).length, 1);
    const dry = await build({ file, dry_run: true });
    assert.equal(dry.message, '1 items would be in the feed, nothing was written, 1 left out');
    assert.ok(!Object.keys(dry.files).some((name) => name.endsWith('.xml')), Object.keys(dry.files).join());
  });

  test('goes on after a run that was cut off, and is the same feed', async () => {
    const file = jsonl(
      'many.jsonl',
      Array.from({ length: 4000 }, (_, index) => (index % 7 === 0 ? { id: String(index) } : product(String(index)))),
    );
    const settings = { part_items: 100, directory: folder, output: join(folder, 'many.xml') };
    const cut = await build({ file }, settings, { cancelAt: 40 });
    assert.equal(cut.status, 'cancelled');
    const partial = join(folder, 'many.xml.1.partial');
    assert.ok(existsSync(`${partial}.json`) && !existsSync(join(folder, 'many.xml')));
    appendFileSync(partial, '<item>what a crash left after the last checkpoint');
    const second = await build({ file }, settings);
    assert.equal(second.status, 'completed', second.message);
    assert.equal(
      second.logs.some(({ message }) => message === 'Goes on where it was cut off'),
      true,
    );
    const xml = readFileSync(join(folder, 'many.xml'), 'utf8');
    const fresh = await build({ file }, { ...settings, output: join(folder, 'fresh.xml') });
    assert.deepEqual((second.result as { items: number }).items, (fresh.result as { items: number }).items);
    assert.equal(xml, readFileSync(join(folder, 'fresh.xml'), 'utf8'));
    assert.equal(
      readFileSync(join(folder, 'many.errors.csv'), 'utf8'),
      readFileSync(join(folder, 'fresh.errors.csv'), 'utf8'),
    );
    assert.ok(!existsSync(partial) && !existsSync(`${partial}.json`));
  });

  test('is written to nowhere but the storage by a task, unless an admin allows a folder', async () => {
    const file = jsonl('one.jsonl', [product('1')]);
    for (const output of ['../x.xml', '/tmp/x.xml', 'x.html']) {
      const run = await build({ file, output });
      assert.equal(run.status, 'failed', output);
      assert.match(run.message, /lies outside of|must end in \.xml/);
    }
  });

  test('needs a source', async () => {
    const run = await runAction(FeedWorker, 'make', {});
    assert.equal(run.status, 'failed');
    assert.match(run.message, /stask settings feed --set source\.file=/);
  });
});

forEachEmptyPlace('a feed of the products table', ({ create }) => {
  test('has every product', async () => {
    const { url: database } = await create();
    const rows = Array.from({ length: 1203 }, (_, index) => `S-${index},"Name & ${index}",${index}.5,${index % 3}`);
    const csv = join(folder, 'table.csv');
    writeFileSync(csv, `sku,name,price,stock\n${rows.join('\n')}\n`);
    assert.equal(
      (await runAction(ProductWorker, 'import', { file: csv }, { settings: { database } })).status,
      'completed',
    );
    const values = {
      description: '{name}',
      link: 'https://shop.example/{sku}',
      image_link: 'https://shop.example/{sku}.jpg',
    };
    const run = await runAction(FeedWorker, 'make', {}, { settings: { source: { database }, values } });
    assert.equal(run.message, '1203 items in the feed', run.message);
    const items = readFeed(run.files['feed.xml'] ?? '');
    assert.deepEqual(
      [items.length, items[4]?.['id'], items[4]?.['price'], items[3]?.['availability']],
      [1203, 'S-4', '4.50 EUR', 'out_of_stock'],
    );
  });
});
