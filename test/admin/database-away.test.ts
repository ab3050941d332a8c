import assert from 'node:assert/strict';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import { forEachDatabase } from '../helpers/databases.js';
import { createHost, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

/** A way to a server that can be cut: what the server itself would look like when it is stopped. */
async function openWay(host: string, port: number) {
  let sockets = new Set<Socket>();
  let server: Server;
  const listen = (at: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server = createServer((socket) => {
        const other = connect(port, host);
        for (const [one, two] of [
          [socket, other],
          [other, socket],
        ] as const) {
          sockets.add(one);
          one.pipe(two);
          one.on('error', () => two.destroy()).on('close', () => two.destroy());
        }
      });
      server.on('error', reject).listen(at, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const at = await listen(0);
  return {
    port: at,
    async cut(): Promise<void> {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      sockets = new Set();
      await closed;
    },
    mend: () => listen(at),
  };
}

forEachDatabase('a database server that stops and comes back', (given) => {
  let way: Awaited<ReturnType<typeof openWay>> | undefined;
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    if (given.kind === 'sqlite') return;
    const url = new URL(given.url);
    way = await openWay(url.hostname, Number(url.port));
    url.hostname = '127.0.0.1';
    url.port = String(way.port);
    host = await createHost(url.href);
    admin = createAdmin(host.stask, { auth: () => 'ann' });
  });
  after(async () => {
    admin?.close();
    await host?.close();
    await way?.cut();
  });

  test('is a 503 with a problem while it is away, and forgotten when it is back', async (t) => {
    if (way === undefined) return t.skip('a file has no server');
    const ask = askOf(admin);
    const paths = ['overview', 'tasks', 'tasks?status=failed', 'workers', 'system', 'tasks/1'];
    for (const path of paths.slice(0, -1)) assert.equal((await ask('GET', path)).status, 200, path);
    await way.cut();
    await new Promise((resolve) => setTimeout(resolve, 300)); // the workers of a moment ago are still remembered
    for (const path of ['tasks', 'tasks?status=failed', 'system', 'tasks/1']) {
      const { status, headers, body } = await ask('GET', path);
      assert.deepEqual([path, status, body.code], [path, 503, 'STASK_DATABASE_UNAVAILABLE']);
      assert.equal(headers.get('content-type'), 'application/problem+json');
      assert.equal(headers.get('retry-after'), '5');
      assert.equal('stack' in body, false);
    }
    const create = await ask('POST', 'workers/mail/actions/send/tasks', {}, { 'idempotency-key': 'away' });
    assert.equal(create.status, 503);
    await way.mend();
    for (const path of paths.slice(0, -1)) assert.equal((await ask('GET', path)).status, 200, path);
    const again = await ask('POST', 'workers/mail/actions/send/tasks', {}, { 'idempotency-key': 'away' });
    assert.equal(again.status, 202, again.text);
    return undefined;
  });
});
