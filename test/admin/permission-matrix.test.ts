import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAdmin, PERMISSIONS, tokenAuth, type Admin, type Permission } from 'stask/admin';
import { ADAPTERS, BASE, type Running } from './adapters.js';
import { createHost, type TestHost } from './admin-host.js';

interface Entry {
  readonly permission: Permission | null;
  /** Status of the answer to who has the permission, or the code of its problem: what the handler says, not the guard. */
  readonly right: number | string;
  readonly body?: object;
}

const entry = (permission: Permission | null, right: number | string, body?: object): Entry => ({
  permission,
  right,
  ...(body === undefined ? {} : { body }),
});

const UPLOAD = { worker: 'mail', name: 'a.csv', bytes: 1 };

/** Every operation of the OpenAPI document with what it needs; one that is missing here fails the tests. */
const MATRIX: Readonly<Record<string, Entry>> = {
  'GET /': entry(null, 200),
  'GET /overview': entry('tasks.read', 200),
  'GET /stats': entry('system.read', 200),
  'GET /performance': entry('system.read', 200),
  'GET /alerts': entry('system.read', 200),
  'GET /tasks': entry('tasks.read', 200),
  'GET /tasks/count': entry('tasks.read', 200),
  'GET /tasks/{task}': entry('tasks.read', 200),
  'GET /tasks/{task}/progress': entry('tasks.read', 200),
  'GET /tasks/{task}/log': entry('tasks.logs', 200),
  'GET /tasks/{task}/log.jsonl': entry('tasks.logs', 200),
  'GET /tasks/{task}/download': entry('tasks.payload', 'no-result-file'),
  'GET /tasks/{task}/result/preview': entry('tasks.payload', 'no-preview'),
  'POST /tasks/{task}/cancel': entry('tasks.cancel', 200),
  'POST /tasks/{task}/retry': entry('tasks.retry', 'STASK_TASK_STATE'),
  'POST /tasks/{task}/rerun': entry('tasks.run', 202, {}),
  'DELETE /tasks/{task}': entry('tasks.delete', 204),
  'POST /tasks/bulk': entry('tasks.read', 'body-invalid', {}),
  'GET /workers': entry('workers.read', 200),
  'PUT /workers/order': entry('workers.manage', 'body-invalid', {}),
  'GET /workers/{worker}': entry('workers.read', 200),
  'PATCH /workers/{worker}': entry('workers.manage', 200, {}),
  'GET /workers/{worker}/limits': entry('workers.read', 200),
  'GET /workers/{worker}/icon': entry('workers.read', 'no-icon'),
  'GET /workers/{worker}/widget': entry('workers.read', 200),
  'GET /workers/{worker}/settings-markup': entry('settings.read', 'no-markup'),
  'GET /workers/{worker}/actions/{action}': entry('workers.read', 200),
  'POST /workers/{worker}/actions/{action}/tasks': entry('tasks.run', 202, {}),
  'POST /workers/{worker}/run/{action}': entry('tasks.run', 202, {}),
  'GET /workers/{worker}/settings': entry('settings.read', 200),
  'PUT /workers/{worker}/settings': entry('settings.write', 'if-match-required', {}),
  'GET /workers/{worker}/schedule': entry('schedules.read', 200),
  'PUT /workers/{worker}/schedule': entry('schedules.write', 'if-match-required', {}),
  'POST /schedules/preview': entry('schedules.read', 200, { schedule: { type: 'manual' } }),
  'GET /discovery': entry('workers.read', 200),
  'POST /discovery': entry('workers.manage', 'body-invalid', { apply: 'yes' }),
  'GET /why': entry('workers.read', 'query-invalid'),
  'POST /uploads': entry('tasks.run', 201, UPLOAD),
  'POST /workers/{worker}/uploads': entry('tasks.run', 201, UPLOAD),
  'GET /uploads/{upload}': entry('tasks.run', 'upload-not-found'),
  'PUT /uploads/{upload}': entry('tasks.run', 'not-octet-stream', {}),
  'DELETE /uploads/{upload}': entry('tasks.run', 'upload-not-found'),
  'GET /system': entry('system.read', 200),
  'GET /audit': entry('system.read', 200),
  'GET /events': entry('tasks.read', 200),
};

interface User {
  readonly id: string;
}

/** `only.P` has one permission in `shop`, `not.P` all others there, `elsewhere` all of them in a scope without workers. */
const mayDo = ({ id }: User, permission: Permission, { scope }: { scope?: string }): boolean => {
  if (id === 'elsewhere') return scope === 'elsewhere';
  const [kind, ...name] = id.split('.');
  return scope === 'shop' && (kind === 'only') === (name.join('.') === permission);
};

const USERS = ['elsewhere', ...PERMISSIONS.flatMap((permission) => [`only.${permission}`, `not.${permission}`])];
const AUTH = tokenAuth({ tokens: Object.fromEntries(USERS.map((user) => [user, user])) });

describe('who may do what', () => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost();
    admin = createAdmin<User>(host.stask, { auth: AUTH, can: mayDo, basePath: BASE });
  });
  after(async () => {
    admin.close();
    await host.close();
  });

  test('is told for every operation of the OpenAPI document, and for no other', async () => {
    const request = new Request(`http://x${BASE}/api/v1/openapi.json`, {
      headers: { authorization: 'Bearer elsewhere' },
    });
    const { paths } = (await (await admin(request)).json()) as { paths: Record<string, Record<string, unknown>> };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(operations.toSorted(), Object.keys(MATRIX).toSorted());
  });

  const concrete = async (pattern: string): Promise<string> => {
    const task = pattern.includes('{task}') ? await host.stask.create({ identifier: 'mail', action: 'send' }) : null;
    return pattern
      .replace('{task}', String(task?.id))
      .replace('{worker}', 'mail')
      .replace('{action}', 'send')
      .replace('{upload}', '00000000-0000-4000-8000-000000000000');
  };

  for (const [adapter, start] of Object.entries(ADAPTERS)) {
    describe(adapter, () => {
      let server: Running;
      before(async () => {
        server = await start(admin);
      });
      after(() => server?.close());

      /** Status of the answer, or the code of its problem. */
      const ask = async (operation: string, user?: string): Promise<number | string> => {
        const [method = '', pattern = ''] = operation.split(' ');
        const { body } = MATRIX[operation]!;
        const stop = new AbortController();
        const response = await fetch(`http://127.0.0.1:${server.port}${BASE}/api/v1${await concrete(pattern)}`, {
          method,
          signal: stop.signal,
          headers: {
            ...(user === undefined ? {} : { authorization: `Bearer ${user}` }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const isProblem = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
        const answer = isProblem ? ((await response.json()) as { code: string }).code : response.status;
        stop.abort(); // a stream of events would go on
        return answer;
      };
      for (const [operation, { permission, right }] of Object.entries(MATRIX)) {
        test(`${operation} is for nobody without a user${permission === null ? '' : `, and needs ${permission}`}`, async () => {
          assert.equal(await ask(operation), 'not-signed-in');
          if (permission === null) {
            assert.equal(await ask(operation, 'elsewhere'), right);
            return;
          }
          const [hidden, visible] = operation.includes('{task}')
            ? (['STASK_TASK_NOT_FOUND', 'tasks.read'] as const)
            : operation.includes('{worker}')
              ? (['STASK_WORKER_NOT_FOUND', 'workers.read'] as const)
              : (['forbidden', undefined] as const);
          assert.equal(await ask(operation, 'elsewhere'), hidden);
          assert.equal(await ask(operation, `not.${permission}`), permission === visible ? hidden : 'forbidden');
          assert.equal(await ask(operation, `only.${permission}`), right);
        });
      }
    });
  }
});
