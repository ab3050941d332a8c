import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { createAdmin, type Admin } from 'stask/admin';
import { cancelTask, defineWorker, type TaskContext } from 'stask/worker';
import { TASK_CONTROL } from '#src/worker/shared-keys.js';
import { isStaskError } from '#src/errors.js';
import { askOf } from '../admin/ask.js';
import { createHost, type TestHost } from '../admin/admin-host.js';
import { forEachDatabase } from '../helpers/databases.js';

const no = (): never => {
  throw new Error('no');
};
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** No task has any of these as its id. */
const NO_IDS: readonly unknown[] = [
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '1/../../../etc/passwd',
  '1; DROP TABLE s_tasks',
  "1' OR '1'='1",
  '1e3',
  ' 1',
  '0x10',
  '٣',
  '-1',
  '1.5',
  '',
  '9'.repeat(400),
  0,
  -1,
  1.5,
  NaN,
  Infinity,
  2 ** 60,
  10n,
  null,
  undefined,
  true,
  {},
  [],
  [1, 2],
  { id: '../../etc/passwd' },
  { id: Object.create(null) as unknown },
  { id: Symbol('s') },
  Symbol('s'),
  no,
  new Proxy({}, { get: no }),
  revoked(),
];

const SQL = `'; DROP TABLE s_tasks; -- " \\ \` $1 ? :x %s {{x}} \u2028 /* */ \${x}`;

/** Quotes what it was given in all that a worker can write. */
const Quoter = defineWorker({
  identifier: 'quoter',
  settings: { text: '' },
  actions: {
    say(task: TaskContext) {
      task.progress({ progress: 10, message: SQL, eta: SQL });
      task.log.info(SQL, { [SQL]: SQL });
      return task.update({ message: SQL }).then(() => ({ [SQL]: SQL }));
    },
    finish: (task: TaskContext) => task[TASK_CONTROL].finish(SQL, SQL),
    fail: (task: TaskContext) => task[TASK_CONTROL].fail(SQL),
    cancel: () => cancelTask(SQL),
    throw() {
      throw Object.assign(new Error(SQL), { name: SQL, [SQL]: SQL });
    },
    make: () => SQL,
  },
});

forEachDatabase('calls with whatever comes', (given) => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost(given.url);
    await host.stask.registerWorker(Quoter);
    await host.stask.activateWorker('quoter');
    admin = createAdmin(host.stask, { auth: () => 'ann' });
  });
  after(async () => {
    admin.close();
    await host.close();
  });
  const rows = async (): Promise<number> => (await host.stask.getStats()).total;

  test('an id that is none is refused by each call, clearly, and no file is touched', async () => {
    const { stask } = host;
    const calls: Readonly<Record<string, (id: never) => Promise<unknown>>> = {
      getTask: stask.getTask,
      findTask: stask.findTask,
      getAttempts: stask.getAttempts,
      execute: stask.execute,
      retry: stask.retry,
      cancel: stask.cancel,
      deleteTask: stask.deleteTask,
      getGroup: stask.getGroup,
      log: (id) => stask.log(id, 'info', 'x'),
      'create after': (id) => stask.create({ identifier: 'quoter', action: 'say', after: [id] }),
    };
    const total = await rows();
    for (const [name, call] of Object.entries(calls))
      for (const [at, id] of NO_IDS.entries())
        await assert.rejects(
          async () => call(id as never),
          (error: unknown) =>
            isStaskError(error, 'STASK_USAGE') && /id is a positive whole number, got ./.test(error.message),
          `${name} of NO_IDS[${at}]`,
        );
    assert.equal(await rows(), total);
    const { storagePath } = host;
    assert.ok(!existsSync(storagePath) || readdirSync(storagePath).every((name) => /^(\d+\.|stask|files)/.test(name)));
  });

  test('an id that is none is refused by each path of the admin', async () => {
    const ask = askOf(admin);
    const document = (await ask('GET', 'openapi.json')).body as { paths: Record<string, Record<string, object>> };
    const paths = Object.entries(document.paths).filter(([path]) => /\{(task|id|group)\}/.test(path));
    assert.ok(paths.length >= 5, Object.keys(document.paths).join(' '));
    for (const [path, methods] of paths)
      for (const method of Object.keys(methods))
        for (const id of [
          '..%2f..%2fetc%2fpasswd',
          '%2e%2e%2f1',
          '1%3BDROP TABLE s_tasks',
          '0',
          '-1',
          '1.5',
          '%00',
          'NaN',
        ]) {
          const { status, text } = await ask(method.toUpperCase(), path.slice(1).replace(/\{(task|id|group)\}/, id));
          assert.ok([400, 404, 405, 422].includes(status), `${method} ${path} ${id}: ${status} ${text.slice(0, 200)}`);
          assert.doesNotMatch(text, /root:|node_modules|\.js:\d/);
        }
  });

  test('SQL in every text that a host gives is a text', async () => {
    const { stask } = host;
    const task = await stask.create({
      identifier: 'quoter',
      action: 'say',
      data: { [SQL]: SQL, deep: [{ [SQL]: [SQL] }] },
      userId: SQL,
      uniqueKey: SQL,
    });
    assert.deepEqual([task.data, task.userId, task.uniqueKey], [{ [SQL]: SQL, deep: [{ [SQL]: [SQL] }] }, SQL, SQL]);
    assert.equal((await stask.createOrGet({ identifier: 'quoter', action: 'say', uniqueKey: SQL })).created, false);
    const group = await stask.createGroup({ title: SQL, tasks: [{ identifier: 'quoter', action: 'say' }] });
    assert.equal((await stask.getGroup(group.id)).title, SQL);
    await stask.log(task, 'warning', SQL, { [SQL]: SQL });
    assert.deepEqual((await (await stask.getTask(task.id)).getLogs()).at(-1)?.message, SQL);

    const refused: ReadonlyArray<readonly [() => unknown, RegExp]> = [
      [() => stask.create({ identifier: SQL, action: 'say' }), /No worker/],
      [() => stask.create({ identifier: 'quoter', action: SQL }), /no action/],
      [() => stask.create({ identifier: 'quoter', action: 'say', priority: SQL as never }), /DROP TABLE/],
      [() => stask.create({ identifier: 'quoter', action: 'say', startAt: SQL }), /startAt/],
      [() => stask.create({ identifier: 'quoter', action: 'say', webhook: { url: SQL } }), /webhook/],
      [() => stask.activateWorker(SQL), /No worker/],
      [() => stask.deactivateWorker(SQL), /No worker/],
      [() => stask.getSettings(SQL), /No worker/],
      [() => stask.updateSettings(SQL, {}), /No worker/],
      [() => stask.setSchedule('quoter', { type: 'cron', cron: SQL } as never), /cron/],
      [() => stask.setSchedule('quoter', { type: 'cron', cron: '* * * * *', timezone: SQL } as never), /time ?zone/i],
      [() => stask.registry.why(SQL), /./],
      [() => stask.tasks.orderBy(SQL as never).get(), /orderBy/],
    ];
    for (const [call, message] of refused)
      await assert.rejects(
        async () => await call(),
        (error: Error) => isStaskError(error) && message.test(error.message),
        String(call),
      );
    assert.deepEqual(await stask.tasks.byIdentifier(SQL).byAction(SQL).get(), []);
    assert.deepEqual(await stask.workers.byScope(SQL).get(), []);
    assert.equal(await stask.getWorker(SQL), undefined);
    assert.deepEqual(await stask.getWorkerStats({ identifier: SQL }).catch(() => []), []);
    assert.equal((await stask.updateSettings('quoter', { text: SQL }))['text'], SQL);
    const stored = await stask.replaceSettings('quoter', { text: SQL, list: [SQL], [SQL.replaceAll('.', '')]: SQL });
    assert.deepEqual([stored['text'], stored['list'], stored[SQL.replaceAll('.', '')]], [SQL, [SQL], SQL]);
    assert.ok((await rows()) >= 2);
  });

  test('SQL in every text that a worker gives is a text', async () => {
    const ends: Record<string, [string, string]> = {
      say: ['completed', SQL],
      finish: ['completed', SQL],
      fail: ['failed', SQL],
      cancel: ['cancelled', SQL],
      throw: ['failed', SQL],
      make: ['completed', ''],
    };
    for (const [action, [status, message]] of Object.entries(ends)) {
      const { id } = await host.stask.create({ identifier: 'quoter', action, maxAttempts: 1 });
      await host.stask.execute(id);
      const task = await host.stask.getTask(id);
      assert.deepEqual([task.statusText, task.message], [status, message], action);
      if (action === 'say') assert.deepEqual(task.result, { [SQL]: SQL });
      if (action === 'finish' || action === 'make') assert.equal(task.result, SQL);
      if (status === 'failed' && action === 'throw') assert.equal(task.error?.[SQL], SQL);
      for (const attempt of await host.stask.getAttempts(id)) assert.equal(attempt.message ?? '', message);
    }
  });
});
