import assert from 'node:assert/strict';
import { get, createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createAdmin, toNodeHandler, type Admin } from 'stask/admin';
import { createHost, type TestHost } from './admin-host.js';

const STREAMS = 100;
const SLOW = 50;
const TASKS = 3_000;

describe('a hundred open streams of which half do not read', () => {
  let host: TestHost;
  let admin: Admin;
  let server: Server;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: () => 'ann' });
    server = createServer(toNodeHandler(admin));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    admin.close();
    server.closeAllConnections();
    server.close();
    await host.close();
  });

  const open = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      get(`http://127.0.0.1:${port}/api/v1/events?topics=tasks`, resolve).on('error', reject);
    });

  test('the others hear everything soon, and those are told to fetch again', async () => {
    const streams = await Promise.all(Array.from({ length: STREAMS }, open));
    const [slow, quick] = [streams.slice(0, SLOW), streams.slice(SLOW)];
    let lastId = 0;
    for (let count = 0; count < TASKS; count += 500) {
      const requests = Array.from({ length: 500 }, () => ({ identifier: 'stock', action: 'sync' }));
      lastId = (await host.stask.createMany(requests)).at(-1)!.id;
    }
    await Promise.all(quick.map((stream) => readUntil(stream, `"id":${lastId},`)));
    const late = await Promise.all(slow.map((stream) => readUntil(stream, `"id":${lastId},`).catch(String)));
    assert.ok(late.every((text) => text.includes('event: resync') || text.includes(`"id":${lastId},`)));
    for (const stream of streams) stream.destroy();
  });
});

/** Reads until the text has come; what came before it. */
async function readUntil(stream: IncomingMessage, text: string): Promise<string> {
  let read = '';
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    read += String(piece);
    if (read.includes(text)) return read;
  }
  return assert.fail('the stream ended');
}
