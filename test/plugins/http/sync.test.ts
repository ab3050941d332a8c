import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runAction, type RunOptions } from 'stask/testing';
import { HttpWorker } from 'stask-worker-http';
import { temporaryFolder } from '../temporary-folder.js';
import { startServer } from './faulty-server.js';

const server = await startServer();
const other = await startServer();

const records = Array.from({ length: 250 }, (_, index) => ({ id: index + 1, name: `Käse ${index}\n` }));
const lines = (all: readonly unknown[]) => all.map((record) => `${JSON.stringify(record)}\n`).join('');

function sync(api: object, data: object = {}, options: RunOptions = {}, settings: object = {}) {
  return runAction(
    HttpWorker,
    'sync',
    { ...data },
    {
      files: { 'records.jsonl': 'before' },
      settings: (directory) => ({
        directory,
        private_hosts: ['127.0.0.1'],
        api: { url: `${server.origin}/items`, key: 'secret', requests_per_minute: 60_000, ...api },
        ...settings,
      }),
      ...options,
    },
  );
}

const parametersOf = ({ url = '' }: IncomingMessage) => new URL(url, server.origin).searchParams;

/** Answers as an API with numbered pages does. */
function numbered(request: IncomingMessage, response: ServerResponse): void {
  const parameters = parametersOf(request);
  const size = Number(parameters.get('per_page'));
  const from = (Number(parameters.get('page')) - 1) * size;
  response.end(JSON.stringify({ items: records.slice(from, from + size) }));
}

test('numbered pages are read to the first empty one, with the key as header', async () => {
  server.answer = numbered;
  const ran = await sync({}, { query: { sort: 'id' } });
  assert.equal(ran.files['records.jsonl'], lines(records));
  assert.deepEqual(
    { ...(ran.result as object), file: '' },
    { file: '', records: 250, pages: 4, bytes: Buffer.byteLength(lines(records)) },
  );
  const last = server.requests.at(-1);
  assert.equal(last?.headers.authorization, 'Bearer secret');
  assert.equal(last?.url, '/items?sort=id&page=4&per_page=100');
});

test('cursors are followed to the last, wherever they are', async () => {
  server.answer = (request, response) => {
    const from = Number(parametersOf(request).get('after') ?? 0);
    const next = from + 100 < 250 ? from + 100 : null;
    response.end(JSON.stringify({ data: { list: records.slice(from, from + 100) }, meta: { next } }));
  };
  const api = { paging: 'cursor', items: 'data.list', cursor_param: 'after', cursor_path: 'meta.next', size_param: '' };
  const ran = await sync({ ...api, key_header: 'X-Api-Key', key_prefix: '' });
  assert.equal(ran.files['records.jsonl'], lines(records), ran.message);
  assert.equal(server.requests.at(-1)?.headers['x-api-key'], 'secret');
  assert.equal(server.requests.at(-1)?.url, '/items?after=200');
});

test('Link headers are followed to the last', async () => {
  server.answer = (request, response) => {
    const page = Number(parametersOf(request).get('p') ?? 1);
    const next = page < 3 ? [`</items?p=${page + 1}>; title="a, b"; rel="last next"`] : [];
    response.setHeader('link', ['</items>; rel="first"', ...next].join(', '));
    response.end(JSON.stringify(records.slice((page - 1) * 100, page * 100)));
  };
  const ran = await sync({ paging: 'link', items: '' });
  assert.equal(ran.files['records.jsonl'], lines(records), ran.message);
});

test('a limit ends it earlier, one page needs no paging', async () => {
  server.answer = numbered;
  assert.equal((await sync({}, { limit: 150 })).files['records.jsonl'], lines(records.slice(0, 150)));
  server.answer = (_request, response) => response.end(JSON.stringify({ items: records }));
  assert.equal((await sync({ paging: 'none' }, { file: 'all.jsonl' })).files['all.jsonl'], lines(records));
});

test('a server that asks for a wait gets it, and the page is asked for again', async () => {
  let refusals = 2;
  server.answer = (request, response) => {
    if (parametersOf(request).get('page') !== '2' || refusals-- <= 0) return numbered(request, response);
    return response.writeHead(refusals === 1 ? 429 : 503, { 'retry-after': '0' }).end();
  };
  const ran = await sync({});
  assert.equal(ran.files['records.jsonl'], lines(records));
  assert.equal(ran.logs.filter(({ message }) => /answered (429|503)\. Asked again in 1 s/.test(message)).length, 2);
});

test('from a long wait the task comes back', async () => {
  server.answer = (_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end();
  const ran = await sync({});
  assert.deepEqual([ran.status, ran.retryInMs], ['pending', 3_600_000]);
  assert.equal(ran.files['records.jsonl'], 'before');
});

test('a connection that breaks once does not lose the pages before', async () => {
  let breaks = 1;
  server.answer = (request, response) => {
    if (parametersOf(request).get('page') === '3' && breaks-- > 0) return response.destroy();
    return numbered(request, response);
  };
  assert.equal((await sync({})).files['records.jsonl'], lines(records));
});

test('the pace of the settings is kept', async () => {
  server.answer = numbered;
  const before = Date.now();
  await sync({ requests_per_minute: 600, page_size: 125 });
  assert.ok(Date.now() - before >= 190, 'three requests, 100 ms apart');
});

const wrong: ReadonlyArray<[title: string, api: object, answer: (response: ServerResponse) => void, message: RegExp]> =
  [
    ['HTML', {}, (response) => response.end('<html>'), /is not JSON; it begins with "<html>"/],
    ['no list', {}, (response) => response.end('{"items":{}}'), /"items" of the answer .* is no list/],
    ['a prototype', { items: 'constructor.prototype' }, (response) => response.end('{}'), /is no list/],
    ['401', {}, (response) => response.writeHead(401).end(), /answered 401/],
    ['the same page for ever', {}, (response) => response.end('{"items":[1]}'), /Page 2 is page 1 again/],
    [
      'an object as cursor',
      { paging: 'cursor' },
      (response) => response.end('{"items":[],"next_cursor":{}}'),
      /is no cursor/,
    ],
    [
      'a next page that is itself',
      { paging: 'link' },
      (response) => response.setHeader('link', '<?per_page=100>; rel=next').end('{"items":[]}'),
      /names itself as the next one/,
    ],
    [
      'a next page on another server',
      { paging: 'link' },
      (response) => response.setHeader('link', `<${other.origin}/>; rel="next"`).end('{"items":[]}'),
      /The next page would be at "http:\/\/127\.0\.0\.1:\d+", which is not the server/,
    ],
    [
      'a redirect elsewhere',
      {},
      (response) => response.writeHead(302, { location: other.origin }).end(),
      /another host/,
    ],
  ];
for (const [title, api, answer, message] of wrong) {
  test(`${title} fails for good and leaves the file of before`, async () => {
    server.answer = (_request, response) => answer(response);
    const ran = await sync(api, {}, { maxAttempts: 3 });
    assert.equal(ran.status, 'failed', ran.message);
    assert.match(ran.message, message);
    assert.deepEqual(ran.files, { 'records.jsonl': 'before' });
    assert.equal(other.requests.length, 0);
  });
}

test('the key goes to no other server, and is in no message, log or file', async () => {
  other.answer = (_request, response) => response.writeHead(403).end();
  server.answer = (_request, response) => response.writeHead(307, { location: `${other.origin}/x?token=abc` }).end();
  const ran = await sync({}, {}, {}, { redirect_hosts: [other.host] });
  assert.match(ran.message, /answered 403/);
  assert.equal(other.requests.at(-1)?.headers.authorization, undefined);
  assert.doesNotMatch(JSON.stringify([ran.message, ran.logs, ran.error, ran.files]), /secret|token=abc/);
});

test('an abort between two pages leaves no half file', async () => {
  const stop = new AbortController();
  server.answer = (request, response) => {
    if (parametersOf(request).get('page') === '2') stop.abort();
    numbered(request, response);
  };
  const ran = await sync({}, {}, { signal: stop.signal });
  assert.deepEqual([ran.status, ran.ignoredSignal], ['cancelled', false]);
  assert.deepEqual(ran.files, { 'records.jsonl': 'before' });
});

test('an API on this machine is refused unless the settings allow it', async () => {
  const ran = await sync({}, {}, {}, { private_hosts: [] });
  assert.match(ran.message, /"127\.0\.0\.1" is not public/);
});

test('a file that cannot be written fails before anything is asked', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'plain'), '');
  const before = server.requests.length;
  const ran = await sync({}, {}, {}, { directory: join(folder, 'plain') });
  assert.equal(ran.status, 'failed');
  assert.equal(server.requests.length, before);
  assert.deepEqual(readdirSync(folder), ['plain']);
});
