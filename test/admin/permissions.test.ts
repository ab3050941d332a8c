import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAdmin, PERMISSIONS, tokenAuth, type Admin, type Permission } from 'stask/admin';
import { ROUTES } from '#src/admin/routes/all-routes.js';
import { createHost, type TestHost } from './admin-host.js';

interface User {
  readonly id: string;
}

/** Who may do what: `ann` everything in `shop`, `bob` everything in another scope, `eve` nothing. */
const mayDo = ({ id }: User, _permission: Permission, { scope }: { scope?: string }): boolean =>
  (id === 'ann' && scope === 'shop') || (id === 'bob' && scope === 'elsewhere');

const AUTH = tokenAuth({ tokens: { a: 'ann', b: 'bob', e: 'eve' } });

describe('every route of the admin', () => {
  let host: TestHost;
  let admin: Admin;
  let taskId: number;
  before(async () => {
    host = await createHost();
    ({ id: taskId } = await host.stask.create({ identifier: 'mail', action: 'send' }));
    admin = createAdmin<User>(host.stask, { auth: AUTH, can: mayDo });
  });
  after(async () => {
    admin.close();
    await host.close();
  });

  const ask = (method: string, path: string, token?: string): Promise<Response> =>
    admin(
      new Request(`http://admin.example/api/v1${path}`, {
        method,
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      }),
    );
  const concrete = (path: string): string =>
    path
      .replace(':worker', 'mail')
      .replace(':task', String(taskId))
      .replace(':action', 'send')
      .replace(':upload', '00000000-0000-4000-8000-000000000000');

  for (const { method, path, permission } of ROUTES.filter(({ path: one }) => one !== '/events')) {
    test(`${method} ${path} is for nobody without a user, and for ${permission ?? 'any user'} of the scope`, async () => {
      assert.equal((await ask(method, concrete(path))).status, 401);
      if (permission === null) return;
      const named = /:(worker|task)/.test(path);
      assert.equal((await ask(method, concrete(path), 'b')).status, named ? 404 : 403);
      assert.equal((await ask(method, concrete(path), 'e')).status, named ? 404 : 403);
    });
  }

  test('a user of the scope passes every guard of reading', async () => {
    for (const { method, path } of ROUTES.filter(({ method: one, path: two }) => one === 'GET' && two !== '/events')) {
      const response = await ask(method, concrete(path), 'a');
      assert.ok(![401, 403, 405, 500].includes(response.status), `${path}: ${response.status}`);
    }
  });

  test('lists hold only what the user may see', async () => {
    const { id } = await host.stask.create({ identifier: 'stock', action: 'sync' });
    const page = (await (await ask('GET', '/tasks', 'a')).json()) as { items: Array<{ identifier: string }> };
    assert.ok(page.items.length > 0);
    assert.ok(page.items.every(({ identifier }) => identifier === 'mail'));
    assert.deepEqual(((await (await ask('GET', `/tasks?q=${id}`, 'a')).json()) as { items: unknown[] }).items, []);
    const workers = (await (await ask('GET', '/workers', 'a')).json()) as Array<{ identifier: string }>;
    assert.deepEqual(
      workers.map(({ identifier }) => identifier),
      ['mail'],
    );
    const overview = (await (await ask('GET', '/overview', 'a')).json()) as { recent: Array<{ identifier: string }> };
    assert.ok(overview.recent.every(({ identifier }) => identifier === 'mail'));
    assert.equal((await ask('GET', `/tasks/${id}`, 'a')).status, 404);
  });

  test('each permission alone opens what needs it and nothing else of the worker', async () => {
    for (const permission of PERMISSIONS) {
      const only = createAdmin<User>(host.stask, {
        auth: AUTH,
        can: (_user, asked) => asked === permission || asked === 'workers.read' || asked === 'tasks.read',
      });
      for (const route of ROUTES.filter(({ method, path }) => method === 'GET' && path !== '/events')) {
        const response = await only(
          new Request(`http://admin.example/api/v1${concrete(route.path)}`, { headers: { authorization: 'Bearer a' } }),
        );
        const allowed = [permission, 'workers.read', 'tasks.read', null].includes(route.permission);
        assert.equal(response.status === 403, !allowed, `${permission} and ${route.path}: ${response.status}`);
      }
      only.close();
    }
  });

  test('scopes pin the admin to a part, whatever `can` says', async () => {
    const pinned = createAdmin(host.stask, { auth: () => ({ id: 'root' }), scopes: ['store'] });
    const session = (await (await pinned(new Request('http://x/api/v1/'))).json()) as { scopes: string[] };
    assert.deepEqual(session.scopes, ['store']);
    assert.equal((await pinned(new Request(`http://x/api/v1/tasks/${taskId}`))).status, 404);
    pinned.close();
  });

  test('without the payload permission data, result and error stay away', async () => {
    const plain = createAdmin(host.stask, { auth: () => 'ann', can: (_user, asked) => asked !== 'tasks.payload' });
    const detail = (await (await plain(new Request(`http://x/api/v1/tasks/${taskId}`))).json()) as object;
    assert.equal('data' in detail || 'result' in detail || 'error' in detail, false);
    plain.close();
  });

  test('the OpenAPI document has every route', async () => {
    const document = (await (await ask('GET', '/openapi.json', 'a')).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    for (const { method, path } of ROUTES)
      assert.ok(document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()], `${method} ${path}`);
  });
});
