import assert from 'node:assert/strict';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createStask } from 'stask';
import { createAdmin, tokenAuth, type Admin, type UploadState } from 'stask/admin';
import { createHost, type TestHost } from './admin-host.js';

describe('uploads', () => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: tokenAuth({ tokens: { a: 'ann', b: 'bob', c: 'cid' } }) });
  });
  after(async () => {
    admin.close();
    await host.close();
  });

  const send = async (method: string, path: string, body?: object | string, token = 'a') => {
    const type = typeof body === 'string' ? 'application/octet-stream' : 'application/json';
    const response = await admin(
      new Request(`http://x/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? {} : JSON.parse(text)) as UploadState & { code: string; params: Record<string, unknown> },
    };
  };
  const start = async (bytes: number, name = 'prices.CSV') =>
    (await send('POST', 'uploads', { worker: 'mail', action: 'send', pointer: '/file', name, bytes })).body.id;

  test('come in chunks, go on where they stopped, and reach the task as a path', async () => {
    const id = await start(10);
    assert.deepEqual((await send('PUT', `uploads/${id}?offset=0`, 'hello')).body.offset, 5);
    const state = (await send('GET', `uploads/${id}`)).body;
    assert.deepEqual([state.offset, state.bytes, state.value], [5, 10, undefined]);
    const done = (await send('PUT', `uploads/${id}?offset=5`, 'world')).body;
    assert.equal(done.value, `upload:${id}`);
    const created = await send('POST', 'workers/mail/actions/send/tasks', { data: { limit: 1, file: done.value } });
    assert.equal(created.status, 202);
    const { data } = await host.stask.getTask(created.body.id);
    const path = String(data['file']);
    assert.ok(path.startsWith(`${host.storagePath}${sep}uploads${sep}${id}${sep}`) && path.endsWith('.csv'));
    assert.equal(await readFile(path, 'utf8'), 'helloworld');
  });

  test('go on after a restart of the host, in whichever process', async () => {
    const id = await start(10);
    await send('PUT', `uploads/${id}?offset=0`, 'hello');
    const { cwd, logger } = host.stask.options;
    const restarted = await createStask({ cwd, logger, autoDiscover: false });
    const first = admin;
    admin = createAdmin(restarted, { auth: tokenAuth({ tokens: { a: 'ann', b: 'bob' } }) });
    try {
      assert.equal((await send('GET', `uploads/${id}`)).body.offset, 5);
      assert.equal((await send('PUT', `uploads/${id}?offset=5`, 'world')).body.value, `upload:${id}`);
    } finally {
      admin.close();
      admin = first;
      await restarted.close();
    }
  });

  test('a chunk that comes twice, too early or too long changes nothing', async () => {
    const id = await start(10);
    await send('PUT', `uploads/${id}?offset=0`, 'hello');
    for (const offset of [0, 4, 6, 10]) {
      const refused = await send('PUT', `uploads/${id}?offset=${offset}`, 'x');
      assert.deepEqual([refused.status, refused.body.code, refused.body.params['offset']], [409, 'upload-offset', 5]);
    }
    assert.equal((await send('PUT', `uploads/${id}?offset=5`, 'worlds!')).status, 413);
    assert.equal((await send('PUT', `uploads/${id}?offset=5`, 'x'.repeat(1024 * 1024 + 1))).status, 413);
    for (const offset of ['', '-1', '1e3', 'x'])
      assert.equal((await send('PUT', `uploads/${id}?offset=${offset}`, 'x')).status, 400);
    const both = await Promise.all([1, 2].map(() => send('PUT', `uploads/${id}?offset=5`, 'world')));
    assert.deepEqual(
      both.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 409],
    );
  });

  test('a missing chunk keeps the task from being created', async () => {
    const id = await start(10);
    await send('PUT', `uploads/${id}?offset=0`, 'hello');
    const refused = await send('POST', 'workers/mail/actions/send/tasks', { data: { file: `upload:${id}` } });
    assert.equal(refused.status, 422);
    assert.match(JSON.stringify(refused.body), /"pointer":"\/data\/file"/);
  });

  test('another user finds nothing, and a made-up id neither', async () => {
    const id = await start(5);
    await send('PUT', `uploads/${id}?offset=0`, 'hello');
    for (const [method, body] of [['GET'], ['PUT', 'x'], ['DELETE']] as const)
      assert.equal((await send(method, `uploads/${id}?offset=5`, body, 'b')).status, 404);
    const stolen = await send('POST', 'workers/mail/actions/send/tasks', { data: { file: `upload:${id}` } }, 'b');
    assert.equal(stolen.status, 422);
    for (const made of ['..%2f..%2fx', '00000000-0000-4000-8000-000000000000', 'upload.json'])
      assert.equal((await send('GET', `uploads/${made}`)).status, 404);
  });

  test('size and extension follow the settings of the worker, and 5 GB are refused before a byte is sent', async () => {
    assert.equal((await send('POST', 'uploads', { worker: 'mail', name: 'a.csv', bytes: 5e9 })).status, 413);
    assert.equal((await send('POST', 'uploads', { worker: 'mail', name: 'a.exe', bytes: 5 })).status, 415);
    assert.equal((await send('POST', 'uploads', { worker: 'mail', name: 'a.csv.exe', bytes: 5 })).status, 415);
    assert.equal((await send('POST', 'uploads', { worker: 'stock', name: 'a.exe', bytes: 5 })).status, 201);
    for (const bytes of [-1, 1.5, '5', null])
      assert.equal((await send('POST', 'uploads', { worker: 'mail', name: 'a.csv', bytes })).status, 422);
    assert.equal((await send('POST', 'uploads', { worker: 'nobody', name: 'a.csv', bytes: 5 })).status, 404);
    const named = await send('POST', 'workers/mail/uploads', { name: '../../evil\u202e.csv', bytes: 0 });
    assert.equal(named.status, 201);
    assert.equal(named.body.value, `upload:${named.body.id}`);
  });

  test('many started at once are all kept, as far as one may have so many', async () => {
    const asked = Array.from({ length: 30 }, () =>
      send('POST', 'uploads', { worker: 'stock', name: 'a', bytes: 5 }, 'c'),
    );
    const answers = await Promise.all(asked);
    const started = answers.filter(({ status }) => status === 201);
    assert.equal(started.length, 20);
    assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'too-many-uploads'));
    for (const { body } of started) assert.equal((await send('GET', `uploads/${body.id}`, undefined, 'c')).status, 200);
  });

  test('an old one is deleted when the next is started, unless a task that waits names it', async () => {
    const upload = async () => (await send('POST', 'uploads', { worker: 'mail', name: 'a.csv', bytes: 0 })).body;
    const [waiting, forgotten, half] = [await upload(), await upload(), { id: await start(5) }];
    const data = { file: waiting.value, limit: 1 };
    await send('POST', 'workers/mail/actions/send/tasks', { data, startAt: '2999-01-01T00:00:00Z' });
    for (const { id } of [waiting, forgotten, half]) await makeOld(join(host.storagePath, 'uploads', id));
    await upload();
    assert.equal((await send('GET', `uploads/${waiting.id}`)).status, 200);
    for (const { id } of [forgotten, half]) assert.equal((await send('GET', `uploads/${id}`)).status, 404);
  });

  test('a dropped upload is gone', async () => {
    const id = await start(5);
    assert.equal((await send('DELETE', `uploads/${id}`)).status, 204);
    assert.equal((await send('GET', `uploads/${id}`)).status, 404);
  });
});

/** As if all of it had been written two months ago. */
async function makeOld(folder: string): Promise<void> {
  const ago = new Date(Date.now() - 60 * 86_400_000);
  const file = join(folder, 'upload.json');
  const described = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...described, startedAt: ago.toISOString() }));
  for (const path of [...(await readdir(folder)).map((name) => join(folder, name)), folder])
    await utimes(path, ago, ago);
}
