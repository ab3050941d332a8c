import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createAdmin, toNodeHandler } from 'stask/admin';
import { createHost, type TestHost } from './admin-host.js';

const open = { auth: () => ({ id: 'ann' }) };
let host: TestHost;
before(async () => {
  host = await createHost();
});
after(() => host?.close());

const PLACES = [
  { basePath: undefined, base: '' },
  { basePath: '', base: '' },
  { basePath: '/', base: '' },
  { basePath: 'stask', base: '/stask' },
  { basePath: '/a/b/', base: '/a/b' },
  { basePath: '/%D0%B0%D0%B4%D0%BC%D1%96%D0%BD', base: '/%D0%B0%D0%B4%D0%BC%D1%96%D0%BD' },
  { basePath: '/v1.2/~ann', base: '/v1.2/~ann' },
];
for (const { basePath, base } of PLACES) {
  test(`with basePath ${JSON.stringify(basePath)} the page and the API are below "${base}/"`, async () => {
    const admin = createAdmin(host.stask, { ...open, ...(basePath !== undefined && { basePath }) });
    const get = (path: string) => admin(new Request(`http://localhost${path}`));
    for (const path of [`${base}/`, `${base}/tasks/1`]) {
      const page = await get(path);
      assert.equal(page.status, 200);
      assert.match(await page.text(), new RegExp(`<base href="${base}/">`));
    }
    assert.equal((await get(`${base}/api/v1/workers`)).status, 200);
    if (base === '') return;
    const moved = await get(`${base}?x=1`);
    assert.deepEqual([moved.status, moved.headers.get('location')], [308, `${base}/?x=1`]);
  });
}

test('a basePath that is no path is refused', () => {
  for (const basePath of ['/a/../b', '/a"b', 'https://example.org', '/a?b', '/a b', '/<b>'])
    assert.throws(() => createAdmin(host.stask, { ...open, basePath }), { code: 'STASK_CONFIG_INVALID' });
});

test('a base that the request chooses, as under a wildcard, leads nowhere else', async () => {
  const app = express();
  app.use('/{*tenant}/admin', toNodeHandler(createAdmin(host.stask, open)));
  const server = createServer(app).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const moved = await ask(server, '//evil.example/admin');
    assert.notEqual(moved.headers.location?.slice(0, 2), '//');
    assert.equal((await ask(server, '/a"b/admin/')).status, 404);
    const page = await ask(server, '/acme/admin/');
    assert.equal(page.status, 200);
    assert.match(page.body, /<base href="\/acme\/admin\/">/);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends the path as it is, which a browser would not. */
function ask(server: Server, path: string): Promise<Got> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString('utf8') }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}
