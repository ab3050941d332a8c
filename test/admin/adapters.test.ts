import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createAdmin, tokenAuth, type Admin } from 'stask/admin';
import { ADAPTERS, BASE, type Running } from './adapters.js';
import { createHost, type TestHost } from './admin-host.js';

const AUTHORIZED = { authorization: 'Bearer right' };

describe('the admin in every framework', () => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: tokenAuth({ tokens: { right: 'ann' } }), basePath: BASE });
  });
  after(async () => {
    admin.close();
    await host.close();
  });

  for (const [name, start] of Object.entries(ADAPTERS)) {
    describe(name, () => {
      let server: Running;
      let url: string;
      before(async () => {
        server = await start(admin);
        url = `http://127.0.0.1:${server.port}${BASE}`;
      });
      after(() => server?.close());

      test('nobody gets in, and whoever may does', async () => {
        for (const path of ['/', '/api/v1/tasks', '/tasks/1', '/assets/x.js', '/api/v1/events'])
          assert.equal((await fetch(url + path)).status, 401, path);
        const session = await fetch(`${url}/api/v1/`, { headers: AUTHORIZED });
        assert.equal(session.status, 200);
        assert.equal(((await session.json()) as { user: { id: string } }).user.id, 'ann');
        assert.equal(session.headers.get('x-content-type-options'), 'nosniff');
        assert.equal(session.headers.get('cache-control'), 'no-store');
      });

      test('the page knows its base at deep links, with and without a slash', async () => {
        for (const path of ['', '/', '/tasks', '/tasks/12', '/workers/mail/']) {
          const page = await fetch(url + path, { headers: { ...AUTHORIZED, accept: 'text/html' } });
          assert.equal(page.status, 200, path);
          assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'/);
          assert.match(await page.text(), /<html/);
        }
      });

      test('a JSON body arrives, whoever parsed it before', async () => {
        const body = JSON.stringify({ data: { limit: 3 } });
        const response = await fetch(`${url}/api/v1/workers/mail/actions/send/tasks`, {
          method: 'POST',
          headers: { ...AUTHORIZED, 'content-type': 'application/json' },
          body,
        });
        assert.equal(response.status, 202, await response.clone().text());
        const { id } = (await response.json()) as { id: number };
        assert.equal(response.headers.get('location'), `${BASE}/api/v1/tasks/${id}`);
        assert.deepEqual((await host.stask.getTask(id)).data, { limit: 3 });
      });

      test('a form body is refused', async () => {
        const response = await fetch(`${url}/api/v1/workers/mail/actions/send/tasks`, {
          method: 'POST',
          headers: AUTHORIZED,
          body: new URLSearchParams({ limit: '3' }),
        });
        assert.equal(response.status, 415);
      });

      test('chunks of an upload arrive', async () => {
        const started = await startUpload(url, 5);
        assert.equal(started.status, 201, await started.clone().text());
        const { id } = (await started.json()) as { id: string };
        const chunk = await fetch(`${url}/api/v1/uploads/${id}?offset=0`, {
          method: 'PUT',
          headers: { ...AUTHORIZED, 'content-type': 'application/octet-stream' },
          body: 'hello',
        });
        assert.equal(chunk.status, 200, await chunk.clone().text());
        assert.equal(((await chunk.json()) as { value?: string }).value, `upload:${id}`);
      });

      test('HEAD is answered as GET is, without a body', async () => {
        const asked = {
          '/': 200,
          '/api/v1/tasks': 200,
          '/api/v1/tasks/999': 404,
          '/api/v1/nothing': 404,
          '/a.js': 404,
        };
        for (const [path, status] of Object.entries(asked)) {
          const answer = await raw(server.port, BASE + path, 'HEAD');
          assert.deepEqual([answer.status, answer.text], [status, ''], path);
        }
      });

      test('a method that a place does not take is refused with those it takes', async () => {
        for (const method of ['OPTIONS', 'PUT', 'DELETE']) {
          const { status, headers } = await raw(server.port, `${BASE}/api/v1/tasks`, method);
          assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD'], method);
        }
      });

      test('5 GB in one chunk are refused before they are sent', async () => {
        const { id } = (await (await startUpload(url, 5)).json()) as { id: string };
        const answer = await raw(server.port, `${BASE}/api/v1/uploads/${id}?offset=0`, 'PUT', {
          'content-type': 'application/octet-stream',
          'content-length': '5000000000',
        });
        assert.equal(answer.status, 413);
        assert.match(answer.text, /"code":"body-too-large"/);
        const state = await fetch(`${url}/api/v1/uploads/${id}`, { headers: AUTHORIZED });
        assert.equal(((await state.json()) as { offset: number }).offset, 0);
      });

      test('events come at once', async () => {
        const stop = new AbortController();
        const response = await fetch(`${url}/api/v1/events?topics=tasks`, { headers: AUTHORIZED, signal: stop.signal });
        assert.equal(response.status, 200);
        assert.match(response.headers.get('cache-control') ?? '', /no-transform/);
        const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
        assert.match((await reader.read()).value ?? '', /^retry: 3000/);
        const { id } = await host.stask.create({ identifier: 'stock', action: 'sync' });
        let text = '';
        while (!text.includes(`"id":${id}`)) text += (await reader.read()).value ?? assert.fail('the stream ended');
        assert.match(text, /event: task\ndata: /);
        stop.abort();
      });

      test('paths that climb lead nowhere', async () => {
        for (const path of [
          '/../../etc/passwd',
          '/assets/..%2f..%2fpackage.json',
          '/api/v1/tasks/..%2f1',
          '/%2e%2e/x.js',
        ]) {
          const { status, text } = await raw(server.port, BASE + path);
          assert.ok([400, 401, 404].includes(status), `${path}: ${status}`);
          assert.doesNotMatch(text, /"name": "stask"|root:/);
        }
      });
    });
  }
});

const startUpload = (url: string, bytes: number): Promise<Response> =>
  fetch(`${url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...AUTHORIZED, 'content-type': 'application/json' },
    body: JSON.stringify({ worker: 'mail', name: 'a.csv', bytes }),
  });

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The path as it is written, which `fetch` would tidy up; of a body that is announced only the first byte is sent. */
function raw(port: number, path: string, method = 'GET', headers: Record<string, string> = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const all = { ...AUTHORIZED, ...headers };
    const sent = httpRequest({ port, host: '127.0.0.1', path, method, headers: all }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        sent.destroy();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    if (headers['content-length'] === undefined) sent.end();
    else sent.write('x');
  });
}
