import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createStask, type Stask } from 'stask';
import { createAdmin, type Admin } from 'stask/admin';
import { forEachDatabase } from '../helpers/databases.js';
import { createHost, MailWorker, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

const PATH = 'workers/mail/actions/send/tasks';

const userOf = (request: Request): string => request.headers.get('x-user') ?? 'ann';
const create = (admin: Admin, key: string, limit: number, user = 'ann') =>
  askOf(admin)('POST', PATH, { data: { limit } }, { 'idempotency-key': key, 'x-user': user });

forEachDatabase('an Idempotency-Key', (given) => {
  let host: TestHost;
  let other: Stask;
  let admins: [Admin, Admin];
  before(async () => {
    host = await createHost(given.url);
    const { cwd, logger } = host.stask.options;
    other = await createStask({ cwd, logger, database: given.url, autoDiscover: false });
    await other.registerWorker(MailWorker);
    admins = [createAdmin(host.stask, { auth: userOf }), createAdmin(other, { auth: userOf })];
  });
  after(async () => {
    for (const admin of admins) admin.close();
    await other.close();
    await host.close();
  });
  const count = async (): Promise<number> => host.stask.tasks.count();

  test('makes one task, however often and wherever it is sent at once', async () => {
    const countBefore = await count();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create(admins[index % 2 === 0 ? 0 : 1], 'at-once', 2)),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202]);
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    assert.equal(new Set(answers.map(({ headers }) => headers.get('location'))).size, 1);
    assert.equal(await count(), countBefore + 1);
  });

  test('gives the first answer in another process, also after the task has ended', async () => {
    const first = await create(admins[0], 'later', 3);
    await host.stask.execute(first.body.id);
    const second = await create(admins[1], 'later', 3);
    assert.deepEqual(second.body, first.body);
  });

  test('is refused with another body, in both processes', async () => {
    await create(admins[0], 'body', 1);
    for (const admin of admins) {
      const { status, body } = await create(admin, 'body', 2);
      assert.deepEqual([status, body.code], [422, 'idempotency-key-reused']);
    }
  });

  test('belongs to one user', async () => {
    const mine = await create(admins[0], 'mine', 1);
    const theirs = await create(admins[1], 'mine', 1, 'bob');
    assert.notEqual(theirs.body.id, mine.body.id);
  });

  test('of a request that failed may be used again', async () => {
    const wrong = await askOf(admins[0])('POST', PATH, { data: { limit: 0 } }, { 'idempotency-key': 'again' });
    assert.equal(wrong.status, 422);
    assert.equal((await create(admins[1], 'again', 1)).status, 202);
  });

  test('of a process that died is taken over', async () => {
    const { database } = given;
    await create(admins[0], 'dead', 1);
    await database.execute(
      `UPDATE s_request_keys SET answer = NULL, created_at = ${database.dialect.nowPlusMs('-61000')}`,
    );
    assert.equal((await create(admins[1], 'dead', 1)).status, 202);
  });
});
