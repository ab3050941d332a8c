import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { basicAuth, createAdmin, tokenAuth, type Admin } from 'stask/admin';
import { crossSiteRefusal } from '#src/admin/cross-site.js';
import { developerOnLoopback } from '#src/admin/default-auth.js';
import { createHost, type TestHost } from './admin-host.js';

const request = (host: string, headers: Record<string, string> = {}): Request =>
  new Request(`http://${host}/`, { headers: { host, ...headers } });

const refused = (headers: Record<string, string>, method = 'POST'): boolean =>
  crossSiteRefusal({
    method,
    headers: new Headers(headers),
    host: 'app.example:8443',
    trustedOrigins: ['https://intranet.example'],
  }) !== undefined;

const basic = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } });

describe('an admin without auth', () => {
  const cases: ReadonlyArray<[string, Request, string | undefined, boolean, boolean]> = [
    ['loopback in development', request('localhost:3000'), '127.0.0.1', false, true],
    ['loopback by IPv6', request('[::1]:3000'), '::1', false, true],
    ['mapped IPv4', request('127.0.0.1:3000'), '::ffff:127.0.0.1', false, true],
    ['production', request('localhost:3000'), '127.0.0.1', true, false],
    ['another machine', request('localhost:3000'), '192.0.2.7', false, false],
    ['a name that leads here', request('evil.example'), '127.0.0.1', false, false],
    ['a proxy', request('localhost', { 'x-forwarded-for': '192.0.2.7' }), '127.0.0.1', false, false],
    ['an unknown connection', request('localhost'), undefined, false, false],
  ];
  for (const [what, asked, remoteAddress, production, open] of cases) {
    test(`${what} is ${open ? 'let in' : 'kept out'}`, () => {
      const user = developerOnLoopback(asked, { remoteAddress, incoming: undefined }, production);
      assert.equal(user !== null, open);
    });
  }
});

describe('cross-site writes', () => {
  const cases: ReadonlyArray<[string, Record<string, string>, boolean]> = [
    ['its own page', { 'sec-fetch-site': 'same-origin', cookie: 'a=b' }, false],
    ['the address bar', { 'sec-fetch-site': 'none' }, false],
    ['another site', { 'sec-fetch-site': 'cross-site' }, true],
    ['a neighbour of the same site', { 'sec-fetch-site': 'same-site' }, true],
    ['a trusted page', { 'sec-fetch-site': 'cross-site', origin: 'https://intranet.example' }, false],
    ['its own origin on plain HTTP', { origin: 'http://app.example:8443', cookie: 'a=b' }, false],
    ['another origin on plain HTTP', { origin: 'http://evil.example' }, true],
    ['another port', { origin: 'http://app.example:80' }, true],
    ['a sandboxed frame', { origin: 'null' }, true],
    ['a program with a token', { authorization: 'Bearer x', cookie: 'a=b' }, false],
    ['a program without cookies', {}, false],
    ['something unknown with cookies', { cookie: 'a=b' }, true],
  ];
  for (const [what, headers, expected] of cases) {
    test(`from ${what} are ${expected ? 'refused' : 'taken'}`, () => assert.equal(refused(headers), expected));
  }
  test('reading is never refused', () => assert.equal(refused({ 'sec-fetch-site': 'cross-site' }, 'GET'), false));
});

describe('signing in', () => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: basicAuth({ users: { ann: 'pass:word' } }) });
  });
  after(async () => {
    admin.close();
    await host.close();
  });

  test('by name and password', async () => {
    assert.equal((await admin(new Request('http://x/api/v1/', basic('ann:pass:word')))).status, 200);
    for (const wrong of ['ann:', 'ann:pass', 'bob:pass:word', ':', ''])
      assert.equal((await admin(new Request('http://x/api/v1/', basic(wrong)))).status, 401);
    const asked = await admin(new Request('http://x/'));
    assert.match(asked.headers.get('www-authenticate') ?? '', /^Basic realm="sTask"/);
  });

  test('an empty bearer token is nobody', () => {
    const auth = tokenAuth({ tokens: {} });
    assert.equal(auth(new Request('http://x/', { headers: { authorization: 'Bearer ' } })), null);
  });

  test('without auth the page and the API say what to do', async () => {
    const closed = createAdmin(host.stask);
    const api = await closed(new Request('http://x/api/v1/'));
    assert.equal(api.status, 403);
    assert.match(((await api.json()) as { detail: string }).detail, /Pass `auth` to createAdmin/);
    const page = await closed(new Request('http://x/', { headers: { accept: 'text/html' } }));
    assert.equal(page.status, 403);
    assert.match(await page.text(), /Pass auth to createAdmin/);
  });

  test('an auth that throws lets nobody in and tells nothing', async () => {
    const broken = createAdmin(host.stask, {
      auth: () => {
        throw new Error('secret detail');
      },
    });
    const response = await broken(new Request('http://x/api/v1/'));
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /secret detail|at /);
  });

  test('a change from another site is refused with 403 whoever is signed in', async () => {
    const headers = { ...basic('ann:pass:word').headers, 'sec-fetch-site': 'cross-site' };
    const response = await admin(new Request('http://x/api/v1/tasks/1', { method: 'DELETE', headers }));
    assert.equal(response.status, 403);
    assert.equal(((await response.json()) as { code: string }).code, 'cross-site');
  });
});
