import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import type { BaseWorker } from 'stask/worker';
import { createHost, MARKUP, type TestHost } from './admin-host.js';

describe('the API of tasks and workers', () => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: () => ({ id: 'ann', name: 'Ann' }) });
  });
  after(async () => {
    admin.close();
    await host.close();
  });
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await admin(
      new Request(`http://x/api/v1/${path}`, {
        method,
        headers: { ...type, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
    // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape it asked for
    const answered: any = json ? JSON.parse(text) : {};
    return { status: response.status, headers: response.headers, text, body: answered };
  };
  const create = async (action = 'send', data: Record<string, unknown> = { limit: 1 }): Promise<number> =>
    (await host.stask.create({ identifier: 'mail', action, data })).id;
  const runAll = async (): Promise<void> => {
    while ((await host.stask.processPendingTasks()) > 0);
  };
  const finish = async (file: string): Promise<number> => {
    const id = await create('write', { file });
    await runAll();
    return id;
  };

  test('one Idempotency-Key makes one task, also at the same moment, and not with another body', async () => {
    const key = { 'idempotency-key': 'k1' };
    const path = 'workers/mail/actions/send/tasks';
    const [one, two] = await Promise.all([1, 2].map(() => send('POST', path, { data: { limit: 2 } }, key)));
    assert.equal(one!.status, 202);
    assert.equal(one!.body.id, two!.body.id);
    assert.equal((await send('POST', path, { data: { limit: 3 } }, key)).body.code, 'idempotency-key-reused');
  });

  test('cancel, retry and run again do what they say, and answer 409 when they cannot', async () => {
    const id = await create();
    assert.deepEqual([(await send('POST', `tasks/${id}/cancel`)).body.statusText], ['cancelled']);
    assert.equal((await send('POST', `tasks/${id}/cancel`)).status, 409);
    assert.equal((await send('POST', `tasks/${id}/retry`)).status, 202);
    assert.equal((await send('POST', `tasks/${id}/retry`)).status, 409);
    const again = await send('POST', `tasks/${id}/rerun`, { data: { limit: 4 } });
    assert.equal(again.status, 202);
    assert.notEqual(again.body.id, id);
    assert.deepEqual((await host.stask.getTask(again.body.id)).data, { limit: 4 });
    assert.equal((await send('DELETE', `tasks/${id}`)).status, 204);
    assert.equal((await send('GET', `tasks/${id}`)).status, 404);
    await runAll();
  });

  test('a deleted task takes its log and those that wait for it along', async () => {
    const id = await create();
    const next = await host.stask.create({ identifier: 'mail', action: 'send', after: [id] });
    await host.stask.log(id, 'info', 'hello');
    await host.stask.deleteTask(id);
    assert.equal(await host.stask.findTask(id), undefined);
    assert.equal((await host.stask.getTask(next.id)).statusText, 'cancelled');
    assert.equal(existsSync(join(host.storagePath, `${id}.jsonl`)), false);
    await assert.rejects(host.stask.deleteTask(id), { code: 'STASK_TASK_NOT_FOUND' });
    await host.stask.deleteTask(next);
  });

  test('a secret in the data is masked, and running again with the mask keeps it', async () => {
    const id = await create('send', { limit: 1, password: 'hunter2' });
    const shown = await send('GET', `tasks/${id}`);
    assert.doesNotMatch(shown.text, /hunter2/);
    const again = await send('POST', `tasks/${id}/rerun`, { data: shown.body.data });
    assert.equal((await host.stask.getTask(again.body.id)).data['password'], 'hunter2');
    await runAll();
  });

  test('bulk changes happen only for the number that was expected', async () => {
    await runAll();
    const ids = [await create(), await create(), await create()];
    const wrong = await send('POST', 'tasks/bulk', { op: 'cancel', ids, expected: 2 });
    assert.deepEqual([wrong.status, wrong.body.code, wrong.body.params.found], [409, 'count-changed', 3]);
    const filter = { status: 'pending', worker: 'mail' };
    assert.equal((await send('GET', 'tasks/count?status=pending&worker=mail')).body.count, 3);
    const all = await send('POST', 'tasks/bulk', { op: 'cancel', filter, expected: 3 });
    assert.deepEqual([all.status, all.body.done, all.body.skipped], [200, 3, 0]);
    const none = await send('POST', 'tasks/bulk', { op: 'cancel', ids, expected: 3 });
    assert.deepEqual([none.body.done, none.body.skipped], [0, 3]);
    for (const body of [
      {},
      { op: 'drop', ids, expected: 3 },
      { op: 'retry', expected: 1 },
      { op: 'retry', ids: ['1'], expected: 1 },
    ])
      assert.equal((await send('POST', 'tasks/bulk', body)).status, 422);
  });

  test('settings are written once per state, and secrets only inwards', async () => {
    const read = await send('GET', 'workers/mail/settings');
    const etag = read.headers.get('etag') ?? '';
    const value = { ...read.body.value, api_key: 'k-1' };
    assert.equal((await send('PUT', 'workers/mail/settings', { value })).status, 428);
    assert.equal((await send('PUT', 'workers/mail/settings', { value }, { 'if-match': '"x"' })).status, 412);
    const saved = await send('PUT', 'workers/mail/settings', { value }, { 'if-match': etag });
    assert.equal(saved.status, 200);
    assert.deepEqual(saved.body.value.api_key, { $secret: true });
    const next = saved.headers.get('etag') ?? '';
    assert.notEqual(next, etag);
    const { api_key: _left, ...without } = value;
    const kept = await send('PUT', 'workers/mail/settings', { value: without }, { 'if-match': next });
    assert.deepEqual(kept.body.value.api_key, { $secret: true });
    const worker = (await host.stask.getWorkerInstance('mail')) as BaseWorker;
    assert.equal(worker.getConfig('api_key'), 'k-1');
    const invalid = await send(
      'PUT',
      'workers/mail/settings',
      { value: { sender: 'nobody' } },
      { 'if-match': kept.headers.get('etag') ?? '' },
    );
    assert.deepEqual([invalid.status, invalid.body.errors[0].pointer], [422, '/value/sender']);
    const cleared = await send(
      'PUT',
      'workers/mail/settings',
      { value: { ...without, api_key: null } },
      { 'if-match': kept.headers.get('etag') ?? '' },
    );
    assert.equal(cleared.body.value.api_key, '');
    assert.doesNotMatch((await send('GET', 'audit')).text, /k-1/);
  });

  test('a schedule is set, told in words and removed', async () => {
    const read = await send('GET', 'workers/mail/schedule');
    const match = { 'if-match': read.headers.get('etag') ?? '' };
    const bad = await send('PUT', 'workers/mail/schedule', { schedule: { type: 'cron', cron: 'x' } }, match);
    assert.deepEqual([bad.status, bad.body.errors[0].pointer], [422, '/schedule/cron']);
    const schedule = { type: 'periodic', frequency: 'daily', time: '08:30', timezone: 'Europe/Kyiv' };
    const set = await send('PUT', 'workers/mail/schedule', { schedule }, match);
    assert.equal(set.body.preview.words, 'Every day at 08:30 (Europe/Kyiv)');
    assert.equal(set.body.preview.next.length, 5);
    const preview = await send('POST', 'schedules/preview', { schedule, count: 2 });
    assert.equal(preview.body.next.length, 2);
    const gone = await send(
      'PUT',
      'workers/mail/schedule',
      { schedule: null },
      { 'if-match': set.headers.get('etag') ?? '' },
    );
    assert.equal(gone.body.schedule, null);
    assert.equal((await send('PUT', 'workers/stock/schedule', { schedule }, { 'if-match': '*' })).status, 422);
  });

  test('markup in titles, messages, logs and results leaves as JSON, and of a widget only in a sandboxed frame', async () => {
    const id = await create();
    await runAll();
    for (const path of [`tasks/${id}`, `tasks/${id}/log`, 'tasks?q=onerror', 'workers', 'overview']) {
      const answer = await send('GET', path);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    }
    assert.equal((await send('GET', `tasks/${id}`)).body.result.html, MARKUP);
    const widget = await send('GET', 'workers/mail/widget');
    assert.match(widget.headers.get('content-security-policy') ?? '', /^sandbox allow-scripts; default-src 'none'/);
    assert.match(widget.headers.get('content-security-policy') ?? '', /frame-ancestors 'self'/);
    assert.equal((await send('GET', 'workers/stock/widget')).status, 404);
  });

  test('a result file is handed out from the storage folder only, with ranges', async () => {
    await mkdir(host.storagePath, { recursive: true });
    await writeFile(join(host.storagePath, 'report.csv'), 'a,b\n1,2\n');
    await symlink('/etc/passwd', join(host.storagePath, 'link.csv'));
    const good = await finish('report.csv');
    const whole = await send('GET', `tasks/${good}/download`);
    assert.deepEqual([whole.status, whole.text], [200, 'a,b\n1,2\n']);
    assert.match(whole.headers.get('content-disposition') ?? '', /^attachment; filename="report.csv"/);
    const part = await send('GET', `tasks/${good}/download`, undefined, { range: 'bytes=4-6' });
    assert.deepEqual([part.status, part.text, part.headers.get('content-range')], [206, '1,2', 'bytes 4-6/8']);
    assert.equal((await send('GET', `tasks/${good}/download`, undefined, { range: 'bytes=99-' })).status, 416);
    assert.deepEqual((await send('GET', `tasks/${good}`)).body.resultFile, {
      name: 'report.csv',
      bytes: 8,
      preview: true,
    });
    for (const file of ['/etc/passwd', '../../package.json', 'link.csv', 'stask.sqlite', 'gone.csv'])
      assert.equal((await send('GET', `tasks/${await finish(file)}/download`)).status, 410, file);
  });

  test('ids and bodies that are none are refused without a stack', async () => {
    for (const id of ['0', '-1', '1e3', '1.5', 'x', '99999999999999999999', '%00', '%2e%2e%2f1'])
      for (const tail of ['', '/log', '/download', '/progress'])
        assert.equal((await send('GET', `tasks/${id}${tail}`)).status, 404, `${id}${tail}`);
    const cases: ReadonlyArray<[string, string, unknown, Record<string, string>, number]> = [
      ['POST', 'workers/mail/actions/send/tasks', '{', {}, 400],
      ['POST', 'workers/mail/actions/send/tasks', '[]', {}, 422],
      ['POST', 'workers/mail/actions/send/tasks', '{}', { 'content-type': 'text/plain' }, 415],
      ['POST', 'workers/mail/actions/send/tasks', { data: { limit: 0 } }, {}, 422],
      ['POST', 'workers/mail/actions/send/tasks', { data: { limit: 1 }, priority: 'urgent' }, {}, 422],
      ['POST', 'workers/mail/actions/nope/tasks', {}, {}, 404],
      ['POST', 'workers/mail/actions/send/tasks', `{"data":{"a":"${'x'.repeat(1_200_000)}"}}`, {}, 413],
      ['GET', 'tasks?status=done', undefined, {}, 400],
      ['GET', 'tasks?cursor=x', undefined, {}, 400],
      ['GET', 'tasks?limit=0', undefined, {}, 400],
      ['GET', 'tasks?since=yesterday', undefined, {}, 400],
      ['PATCH', 'workers/mail', { active: 'yes' }, {}, 422],
      ['PUT', 'tasks/1', {}, {}, 405],
      ['GET', 'nothing', undefined, {}, 404],
      ['GET', 'why?package=never-installed', undefined, {}, 404],
    ];
    for (const [method, path, body, headers, status] of cases) {
      const answer = await send(method, path, body, headers);
      assert.equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 300)}`);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.equal(answer.body.instance, `/api/v1/${path.split('?')[0]}`);
      assert.doesNotMatch(answer.text, /\bat .*\.(js|ts):\d/);
    }
    assert.equal((await send('PUT', 'tasks/1', {})).headers.get('allow'), 'GET, HEAD, DELETE');
  });

  test('an inactive worker takes no task, and a change of it is in the audit log', async () => {
    assert.equal((await send('PATCH', 'workers/stock', { active: false, hidden: true })).body.active, false);
    const refused = await send('POST', 'workers/stock/run/sync', {});
    assert.deepEqual([refused.status, refused.body.code], [409, 'STASK_WORKER_INACTIVE']);
    assert.equal((await send('PATCH', 'workers/stock', { active: true, hidden: false })).body.active, true);
    const [entry] = (await send('GET', 'audit?limit=1')).body.items;
    assert.deepEqual([entry.user, entry.action, entry.target], ['ann', 'worker.change', 'worker:stock']);
    assert.deepEqual(entry.detail.after, { active: true, hidden: false });
    assert.equal((await send('PUT', 'workers/order', { identifiers: ['stock', 'mail'] })).status, 204);
    assert.deepEqual(
      (await send('GET', 'workers')).body.map((one: { identifier: string }) => one.identifier),
      ['stock', 'mail'],
    );
  });

  test('a database that is away is a 503, and the admin recovers with it', async () => {
    const { database } = host.stask;
    const { query } = database;
    (database as { query: unknown }).query = () => Promise.reject(unavailable());
    try {
      const refused = await send('GET', 'tasks');
      assert.deepEqual([refused.status, refused.body.code], [503, 'STASK_DATABASE_UNAVAILABLE']);
      assert.equal(refused.headers.get('retry-after'), '5');
      assert.equal((await send('GET', 'overview')).status, 503);
    } finally {
      (database as { query: unknown }).query = query;
    }
    assert.equal((await send('GET', 'tasks')).status, 200);
    assert.equal((await send('GET', 'overview')).status, 200);
  });
});

function unavailable(): Error {
  const error = new Error('connect ECONNREFUSED');
  Object.defineProperty(error, Symbol.for('stask.error'), { value: true });
  return Object.assign(error, { code: 'STASK_DATABASE_UNAVAILABLE', fields: [] });
}
