import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { runAction } from 'stask/testing';
import HttpCheckWorker from 'stask-worker-http-check';
import { actionsOf } from '#src/worker/actions-of.js';

let origin = '';
let tokenSeen: string | undefined;

const server = createServer((request, response) => {
  tokenSeen = request.headers.authorization;
  if (request.url === '/slow') return;
  response.writeHead(request.url === '/gone' ? 410 : 200).end('All is well');
});

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

test('each address has a line in the report, and those that fail are in the log', async () => {
  const urls = [`${origin}/`, `${origin}/gone`, 'http://127.0.0.1:1/'];
  const ran = await runAction(HttpCheckWorker, 'check', { urls });
  const { checked, failed, results } = ran.result as {
    checked: number;
    failed: number;
    results: Array<{ problem: string | null }>;
  };
  assert.deepEqual([checked, failed], [3, 2]);
  assert.deepEqual(
    results.map(({ problem }) => problem),
    [null, 'answered 410', results[2]?.problem ?? ''],
  );
  assert.equal(ran.logs.length, 2);
  assert.deepEqual([ran.progress.at(-1)?.processed, ran.progress.at(-1)?.total], [3, 3]);
});

test('an address that does not answer in time fails', async () => {
  const ran = await runAction(HttpCheckWorker, 'check', { urls: [`${origin}/slow`], timeout: 0.05 });
  assert.match(ran.logs[0]?.message ?? '', /no answer within 50 ms/);
});

test('a page without the expected text fails', async () => {
  const ran = await runAction(HttpCheckWorker, 'check', { urls: [`${origin}/`], expect_text: 'sold out' });
  assert.equal((ran.result as { failed: number }).failed, 1);
});

test('the token goes to its own origin only', async () => {
  const settings = { urls: [`${origin}/`], token: 'secret', token_origin: origin };
  await runAction(HttpCheckWorker, 'make', {}, { settings });
  assert.equal(tokenSeen, 'Bearer secret');
  await runAction(HttpCheckWorker, 'make', {}, { settings: { ...settings, token_origin: 'https://other.example' } });
  assert.equal(tokenSeen, undefined);
});

test('the scheduled run fails when an address fails, and without addresses for good', async () => {
  const ran = await runAction(HttpCheckWorker, 'make', {}, { settings: { urls: [`${origin}/gone`] }, maxAttempts: 2 });
  assert.equal(ran.status, 'pending');
  assert.match(ran.message, /1 of 1 addresses fail/);
  assert.equal((await runAction(HttpCheckWorker, 'make', {})).status, 'failed');
});

test('the worker has the actions check and make', () => {
  assert.deepEqual(
    actionsOf(HttpCheckWorker).actions.map(({ name }) => name),
    ['check', 'make'],
  );
});
