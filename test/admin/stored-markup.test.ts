import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import { createHost, MARKUP, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

describe('markup that somebody stored', () => {
  let host: TestHost;
  let admin: Admin;
  let id: number;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: () => ({ id: MARKUP }) });
    const { body } = await askOf(admin)('POST', 'workers/mail/actions/send/tasks', { data: { limit: 1 } });
    id = body.id;
    await host.stask.execute(id);
    await host.stask.updateSettings('mail', { sender: 'a@example.org', note: MARKUP });
    await host.stask.execute(await host.stask.create({ identifier: 'mail', action: 'break', maxAttempts: 1 }));
  });
  after(async () => {
    admin.close();
    await host.close();
  });

  const PLACES: ReadonlyArray<readonly [what: string, path: () => string]> = [
    ['title of a worker, message, user', () => `tasks/${id}`],
    ['message of an error', () => 'tasks?status=failed'],
    ['counters and last tasks', () => 'overview'],
    ['log', () => `tasks/${id}/log`],
    ['log as a file', () => `tasks/${id}/log.jsonl`],
    ['progress', () => `tasks/${id}/progress`],
    ['settings', () => 'workers/mail/settings'],
    ['worker', () => 'workers/mail'],
    ['form of an action', () => 'workers/mail/actions/send'],
    ['audit log', () => 'audit'],
    ['name of a user', () => ''],
    ['address that is none', () => `workers/${encodeURIComponent(MARKUP)}`],
    ['query that is none', () => `tasks?status=${encodeURIComponent(MARKUP)}`],
    ['package that is none', () => `why?package=${encodeURIComponent(MARKUP.slice(0, 100))}`],
  ];
  for (const [what, path] of PLACES)
    test(`leaves as data that no browser draws: ${what}`, async () => {
      const { headers } = await askOf(admin)('GET', path());
      assert.match(headers.get('content-type') ?? '', /^application\/(json|jsonl|problem\+json)$/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    });

  test('is in these answers at all', async () => {
    for (const path of [`tasks/${id}`, 'tasks?status=failed', `tasks/${id}/log`, 'workers/mail/settings', 'audit'])
      assert.ok((await askOf(admin)('GET', path)).text.includes('onerror'), path);
  });

  test('does not end the data block of the page', async () => {
    const named = createAdmin(host.stask, { auth: () => 'ann', locale: '</script><script>alert(1)</script>' });
    const page = await (await named(new Request('http://x/', { headers: { accept: 'text/html' } }))).text();
    assert.doesNotMatch(page, /<script>alert/);
    named.close();
  });
});
