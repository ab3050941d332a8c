import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { runAction } from 'stask/testing';
import { ProductWorker } from 'stask-worker-product';
import { temporaryFolder } from '../temporary-folder.js';

const database = `sqlite:${join(temporaryFolder(), 'products.sqlite')}`;

async function syncWith(answer: RequestListener, action = 'sync_stock') {
  const server = createServer(answer).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock`;
    return await runAction(
      ProductWorker,
      action,
      {},
      {
        settings: { database, stock: { url, token: 'secret', timeout: 5 } },
        maxAttempts: 2,
      },
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('the stock service is asked with the token, and its list is checked item by item', async () => {
  const ran = await syncWith((request, response) => {
    assert.equal(request.headers.authorization, 'Bearer secret');
    response.end(
      JSON.stringify([{ sku: 'A', stock: 1 }, { sku: 'B', quantity: 2 }, { sku: '' }, 7, { sku: 'C', stock: 1.5 }]),
    );
  });
  assert.deepEqual(ran.result, { items: 5, updated: 0, unknown: 2, rejected: 3 });
});

test('429 runs again later, 5xx is tried again, 4xx and nonsense fail for good', async () => {
  const busy = await syncWith((_, response) => response.writeHead(429, { 'retry-after': '7' }).end());
  assert.deepEqual([busy.status, busy.retryInMs], ['pending', 7000]);
  assert.equal((await syncWith((_, response) => response.writeHead(503).end())).status, 'pending');
  assert.equal((await syncWith((_, response) => response.writeHead(401).end())).status, 'failed');
  assert.match((await syncWith((_, response) => response.end('<html>'))).message, /is not JSON/);
  assert.match((await syncWith((_, response) => response.end('{}'))).message, /no JSON list/);
});

test('without an address the task fails and says how to set it', async () => {
  const ran = await runAction(ProductWorker, 'sync_stock', {}, { settings: { database } });
  assert.equal(ran.status, 'failed');
  assert.match(ran.message, /stask settings product --set stock\.url=/);
});

test('the scheduled run takes the stock from the service', async () => {
  const ran = await syncWith((_request, response) => response.end('[{"sku":"A","stock":1}]'), 'make');
  assert.deepEqual(ran.result, { items: 1, updated: 0, unknown: 1, rejected: 0 }, ran.message);
});
