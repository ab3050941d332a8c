import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { describeWorker, runAction } from 'stask/testing';
import Worker from './worker.js';

const pages = [[{ id: 1 }, { id: 2 }], [{ id: 3 }], []];
let status = 200;
let url = '';

const server = createServer((request, response) => {
  const page = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('page'));
  const code = request.headers.authorization === 'Bearer secret' ? status : 401;
  response.writeHead(code, { 'retry-after': '7' }).end(JSON.stringify(pages[page - 1] ?? []));
});

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}/items`;
});
after(() => server.close());

describeWorker(Worker, { cases: [{ action: 'make', settings: () => ({ url, api_key: 'secret' }) }] });

test('reads every page', async () => {
  const run = await runAction(Worker, 'make', {}, { settings: { url, api_key: 'secret' } });
  assert.deepEqual([run.status, run.result], ['completed', { synced: 3 }]);
});

test('waits when it is asked to, and gives up on a wrong key', async () => {
  status = 429;
  const later = await runAction(Worker, 'make', {}, { settings: { url, api_key: 'secret' } });
  assert.deepEqual([later.status, later.retryInMs], ['pending', 7_000]);
  status = 200;
  const refused = await runAction(Worker, 'make', {}, { settings: { url }, maxAttempts: 5 });
  assert.equal(refused.status, 'failed');
  assert.match(refused.message, /answered 401/);
});
