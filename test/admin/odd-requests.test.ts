import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import { forEachDatabase } from '../helpers/databases.js';
import { createHost, type TestHost } from './admin-host.js';
import { askOf, type Answer } from './ask.js';

/** What is asked for, and how it is answered: the status, or the code of the problem. */
const QUERIES: ReadonlyArray<readonly [string, number | string]> = [
  ['tasks?q=%00', 'query-invalid'],
  ['tasks?worker=mail%00', 'query-invalid'],
  ['tasks?action=%00', 'query-invalid'],
  ['tasks?user=%00', 'query-invalid'],
  ['tasks/count?q=a%00', 'query-invalid'],
  ['tasks?since=0000-01-01', 'query-invalid'],
  ['tasks?since=0001-01-01', 200],
  ['tasks?until=9999-12-31T23:59:59Z', 200],
  ['tasks?q=%25', 200],
  ['tasks?q=%5C', 200],
  ["tasks?q='--", 200],
  ['tasks?q=%E0%A4%A', 200],
  ['tasks?q=%F0%9F%98%80', 200],
  ['tasks?user=999999999999999', 200],
  ['tasks?group=9007199254740991', 200],
  ['tasks?group=9007199254740993', 'query-invalid'],
  ['tasks?limit=-1', 'query-invalid'],
  ['tasks?cursor=t1', 'query-invalid'],
  ['tasks/-1', 'STASK_TASK_NOT_FOUND'],
  ['tasks/0', 'STASK_TASK_NOT_FOUND'],
  ['tasks/01', 'STASK_TASK_NOT_FOUND'],
  ['tasks/1e3', 'STASK_TASK_NOT_FOUND'],
  ['tasks/1.5', 'STASK_TASK_NOT_FOUND'],
  ['tasks/%00', 'STASK_TASK_NOT_FOUND'],
  ['tasks/..%2f1', 'STASK_TASK_NOT_FOUND'],
  ['tasks/9007199254740991', 'STASK_TASK_NOT_FOUND'],
  ['tasks/999999999999999', 'STASK_TASK_NOT_FOUND'],
  ['tasks/99999999999999999999999/download', 'STASK_TASK_NOT_FOUND'],
  ['tasks/-1/download', 'STASK_TASK_NOT_FOUND'],
  ['tasks/..%2f..%2fetc%2fpasswd/log', 'STASK_TASK_NOT_FOUND'],
  ['tasks/%2e%2e%2f1/log.jsonl', 'STASK_TASK_NOT_FOUND'],
  ['workers/%00', 'STASK_WORKER_NOT_FOUND'],
  ['workers/..%2f..', 'STASK_WORKER_NOT_FOUND'],
  ['workers/__proto__', 'STASK_WORKER_NOT_FOUND'],
  ['workers/%E0%A4%A', 'STASK_WORKER_NOT_FOUND'],
  ['workers/mail/actions/__proto__', 'STASK_ACTION_NOT_FOUND'],
  ['workers/mail/actions/%00', 'STASK_ACTION_NOT_FOUND'],
  ['uploads/%00', 'upload-not-found'],
  ['uploads/%2e%2e%2f%2e%2e', 'upload-not-found'],
  ['why?package=%00', 'STASK_PACKAGE_NOT_FOUND'],
  ['why?package=..%2f..%2fetc', 'STASK_PACKAGE_NOT_FOUND'],
];

const NUL = '\u0000';
const RUN = 'workers/mail/run/make';

const BODIES: ReadonlyArray<readonly [string, string, unknown, number | string]> = [
  ['POST', RUN, { data: [] }, 'body-invalid'],
  ['POST', RUN, { data: { a: NUL } }, 'STASK_DATA_INVALID'],
  ['POST', RUN, { data: { a: '\ud800' } }, 'STASK_DATA_INVALID'],
  ['POST', RUN, '{"data":{"__proto__":{"x":1}}}', 'STASK_DATA_INVALID'],
  ['POST', RUN, { uniqueKey: NUL }, 'STASK_USAGE'],
  ['POST', RUN, { uniqueKey: 5 }, 'STASK_USAGE'],
  ['POST', RUN, { startAt: '+275000-01-01T00:00:00Z' }, 'STASK_USAGE'],
  ['POST', RUN, { startAt: {} }, 'STASK_USAGE'],
  ['POST', RUN, { maxAttempts: 1e99 }, 'STASK_USAGE'],
  ['POST', RUN, { priority: '__proto__' }, 'STASK_PRIORITY_INVALID'],
  ['POST', RUN, '[', 'json-broken'],
  ['POST', RUN, '[]', 'not-an-object'],
  ['POST', RUN, 'null', 'not-an-object'],
  ['POST', RUN, `{"data":{"a":"${'x'.repeat(2_000_000)}"}}`, 'body-too-large'],
  ['POST', 'tasks/bulk', { op: 'retry', filter: { q: NUL }, expected: 0 }, 'query-invalid'],
  ['POST', 'tasks/bulk', { op: 'retry', ids: [2 ** 53], expected: 0 }, 'body-invalid'],
  ['POST', 'tasks/bulk', { op: 'retry', ids: [2 ** 53 - 1], expected: 0 }, 200],
  ['PUT', 'workers/order', { scope: {}, identifiers: {} }, 'body-invalid'],
  ['PATCH', 'workers/mail', { active: 'no' }, 'body-invalid'],
  ['POST', 'schedules/preview', { schedule: null }, 'STASK_SCHEDULE_INVALID'],
  ['POST', 'schedules/preview', { schedule: { type: 'manual' }, count: 1e9 }, 'body-invalid'],
  ['POST', 'uploads', { worker: {}, name: 'a.csv', bytes: 5 }, 'STASK_WORKER_NOT_FOUND'],
  ['POST', 'uploads', { worker: 'mail', name: {}, bytes: 5 }, 'body-invalid'],
  ['POST', 'uploads', { worker: 'mail', name: 'a.csv', bytes: 1e21 }, 'body-invalid'],
];

/** Status, or code of the problem. */
const said = ({ status, body }: Answer): number | string => (body as { code?: string }).code ?? status;

forEachDatabase('odd requests', (given) => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost(given.url);
    admin = createAdmin(host.stask, { auth: () => 'ann' });
  });
  after(async () => {
    admin?.close();
    await host?.close();
  });

  test('in addresses are refused, or find nothing', async () => {
    for (const [path, expected] of QUERIES) assert.equal(said(await askOf(admin)('GET', path)), expected, path);
  });

  test('in bodies are refused with the field', async () => {
    for (const [method, path, body, expected] of BODIES) {
      const shown = `${method} ${path} ${JSON.stringify(body).slice(0, 80)}`;
      assert.equal(said(await askOf(admin)(method, path, body)), expected, shown);
    }
  });

  test('names of files are for people only, whatever is in them', async () => {
    for (const name of [
      '../../etc/passwd.csv',
      `a${NUL}.csv`,
      'CON.csv',
      '.csv',
      '\u202egpj.csv',
      'x'.repeat(5000) + '.csv',
    ]) {
      const { status, body } = await askOf(admin)('POST', 'uploads', { worker: 'stock', name, bytes: 0 });
      assert.equal(status, 201, name.slice(0, 50));
      assert.match(String(body.value), /^upload:[0-9a-f-]{36}$/);
    }
  });
});
