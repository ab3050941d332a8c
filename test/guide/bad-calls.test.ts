import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStask, type Stask } from 'stask';
import { BaseWorker, defineWorker } from 'stask/worker';
import { GreetWorker } from '#docs/recipes/greet-worker.js';
import { withHost } from './host.js';

class Unnamed extends BaseWorker {
  identifier(): string {
    return 'no name!';
  }
  taskGo(): void {}
}

class Twice extends BaseWorker {
  identifier(): string {
    return 'twice';
  }
  taskSyncStock(): void {}
  taskSync_stock(): void {}
}

/** Calls that a user without TypeScript gets wrong: what is called, its code and what the message must name. */
const CALLS: ReadonlyArray<readonly [string, (stask: Stask) => unknown, string, RegExp]> = [
  ['byIdentifier of nothing', (s) => s.tasks.byIdentifier(undefined as never), 'STASK_USAGE', /byIdentifier\(\)/],
  ['byAction of nothing', (s) => s.tasks.byAction(undefined as never), 'STASK_USAGE', /byAction\(\)/],
  ['before a word', (s) => s.tasks.before('x' as never), 'STASK_USAGE', /before\(\)/],
  ['settings as text', (s) => s.replaceSettings('greet', 'abc' as never), 'STASK_SETTINGS_INVALID', /plain object/],
  ['why of nothing', (s) => s.registry.why(undefined as never), 'STASK_PACKAGE_NOT_FOUND', /undefined/],
  ['register nothing', (s) => s.registerWorker(undefined as never), 'STASK_CONTRACT_INVALID', /class or the path/],
  [
    'an identifier that is none',
    (s) => s.registerWorker(Unnamed),
    'STASK_IDENTIFIER_INVALID',
    /^Class "Unnamed" identifier\(\) returned "no name!"; .*[^.]\.$/,
  ],
  [
    'two methods with one name',
    (s) => s.registerWorker(Twice),
    'STASK_ACTION_CONFLICT',
    /^Class "Twice" has a conflict of actions: methods "taskSyncStock" and "taskSync_stock" .*other_name'\)\.$/,
  ],
  [
    'data that is null',
    (s) => s.create({ identifier: 'greet', action: 'hello', data: null as never }),
    'STASK_DATA_INVALID',
    /got null/,
  ],
  ['tasks since a word', (s) => s.tasks.since('yesterday'), 'STASK_USAGE', /since\(\).*got "yesterday"/],
  ['tasks in the order of SQL', (s) => s.tasks.orderBy('id; DROP' as never), 'STASK_USAGE', /knows id,.*"id; DROP"/],
  [
    'a worker in no file',
    (s) => s.registerWorker('./no.js'),
    'STASK_WORKER_LOAD_FAILED',
    /no\.js.*Give the path of a file/,
  ],
  ['a group that is none', (s) => s.getGroup(7), 'STASK_GROUP_NOT_FOUND', /No group 7\. .*createGroup\(\) gave/],
  ['a misspelt runner option', (s) => s.work({ concurency: 4 } as never), 'STASK_CONFIG_INVALID', /concurency/],
  [
    'a misspelt field of a task',
    (s) => s.create({ identifier: 'greet', action: 'hello', prority: 'high' } as never),
    'STASK_USAGE',
    /Task not created: "prority" is not a field, got "high" for it\. Did you mean priority\?/,
  ],
  [
    'a field of another product',
    (s) => s.createMany([{ identifier: 'greet', action: 'hello', cronExpression: '* * * * *' } as never]),
    'STASK_USAGE',
    /"cronExpression" is not a field.*Known: identifier, action/,
  ],
  ['a group without an object', (s) => s.createGroup(undefined as never), 'STASK_USAGE', /tasks must be an array/],
  ['a misspelt field of a group', (s) => s.createGroup({ task: [] } as never), 'STASK_USAGE', /"task".*tasks/],
  [
    'a misspelt field of a webhook',
    (s) => s.create({ identifier: 'greet', action: 'hello', webhook: { uri: 'http://a' } } as never),
    'STASK_USAGE',
    /webhook: "uri".*url/,
  ],
  ['a log of no task', (s) => s.log(999_999, 'info', 'x'), 'STASK_TASK_NOT_FOUND', /999999/],
  ['a log with an unknown level', (s) => s.log(1, 'fatal' as never, 'x'), 'STASK_USAGE', /level.*warning.*"fatal"/],
  ['a log of no text', (s) => s.log(1, 'info', 5 as never), 'STASK_USAGE', /message must be a text, got 5/],
  ['a log with a word', (s) => s.log(1, 'info', 'x', 'y' as never), 'STASK_USAGE', /context must be an object/],
  ['figures of no time', (s) => s.getPerformanceMetrics({ hours: 0 }), 'STASK_USAGE', /hours.*above 0, got 0/],
  ['figures of a word', (s) => s.getWorkerStats({ hours: 'x' as never }), 'STASK_USAGE', /hours.*got "x"/],
  ['alerts of no number', (s) => s.getPerformanceAlerts({ hours: NaN }), 'STASK_USAGE', /hours.*got NaN/],
  ['a misspelt period', (s) => s.getPerformanceMetrics({ hour: 2 } as never), 'STASK_USAGE', /"hour".*hours/],
  [
    'cleaning by a bare number',
    (s) => s.cleanOldTasks(7 as never),
    'STASK_USAGE',
    /an object with days, status, got 7/,
  ],
  ['cleaning by a misspelt field', (s) => s.cleanOldTasks({ day: 7 } as never), 'STASK_USAGE', /"day".*days/],
  [
    'cleaning by a status that is none',
    (s) => s.cleanOldTasks({ status: 'done' as never }),
    'STASK_USAGE',
    /status.*completed, failed, cancelled, got "done"/,
  ],
  [
    'cleaning of tasks that have not ended',
    (s) => s.cleanOldTasks({ status: 'pending' as never }),
    'STASK_USAGE',
    /got "pending"/,
  ],
  ['cleaning of negative days', (s) => s.cleanOldTasks({ days: -1 }), 'STASK_USAGE', /days.*got -1/],
  ['cleaning of no number', (s) => s.cleanOldTasks({ days: NaN }), 'STASK_USAGE', /days.*got NaN/],
  ['cleaning of a text', (s) => s.cleanOldTasks({ days: '7' as never }), 'STASK_USAGE', /days.*got "7"/],
  ['logs of negative days', (s) => s.cleanOldLogs({ days: -1 }), 'STASK_USAGE', /days.*got -1/],
  ['logs by a misspelt field', (s) => s.cleanOldLogs({ dayes: 1 } as never), 'STASK_USAGE', /"dayes".*days/],
  ['a misspelt dry run', (s) => s.cleanOrphanedWorkers({ dryrun: true } as never), 'STASK_USAGE', /"dryrun".*dryRun/],
  ['a misspelt filter', (s) => s.getWorkers({ active: true } as never), 'STASK_USAGE', /"active".*activeOnly/],
  ['a filter by no flag', (s) => s.getWorkers({ activeOnly: 1 as never }), 'STASK_USAGE', /activeOnly.*got 1/],
  ['one identifier for an order', (s) => s.reorderWorkers('mail' as never), 'STASK_USAGE', /array.*got "mail"/],
  ['an unknown health', (s) => s.workers.byHealth('fine' as never), 'STASK_USAGE', /ok, broken, missing, got "fine"/],
  ['a scope of nothing', (s) => s.workers.byScope(undefined as never), 'STASK_USAGE', /byScope\(\).*undefined/],
  ['a misspelt event', (s) => s.on('task.complete' as never, () => {}), 'STASK_USAGE', /task\.completed/],
  ['an unknown event', (s) => s.on('unknown' as never, () => {}), 'STASK_USAGE', /"unknown"\. Known: task\.created/],
  ['a listener of nothing', (s) => s.on('task.failed', undefined as never), 'STASK_USAGE', /needs a function/],
  ['no listening to the unknown', (s) => s.off('unknown' as never, () => {}), 'STASK_USAGE', /off\(\)/],
  ['a batch of none', (s) => s.processPendingTasks({ batchSize: 0 }), 'STASK_USAGE', /batchSize.*got 0/],
  ['a misspelt batch', (s) => s.processPendingTasks({ batch: 5 } as never), 'STASK_USAGE', /"batch"/],
  ['one identifier', (s) => s.work({ identifiers: 'greet' as never }), 'STASK_CONFIG_INVALID', /identifiers/],
  [
    'a preview after a word',
    (s) => s.previewSchedule({ type: 'cron', cron: '* * * * *' }, { after: 'x' as never }),
    'STASK_USAGE',
    /valid Date/,
  ],
];

test('a wrong argument of a host call is an error that names it', async () => {
  await withHost(async (stask) => {
    await stask.registerWorker(GreetWorker);
    await stask.activateWorker('greet');
    for (const [name, call, code, message] of CALLS)
      await assert.rejects(async () => await call(stask), { code, message }, name);
  });
});

test('a wrong option of createStask is named before anything is opened', async () => {
  const wrong: ReadonlyArray<readonly [unknown, RegExp]> = [
    [null, /`options` must be an object/],
    [{ discovery: true }, /`discovery` must be an object, got true/],
    [{ maxDataBytes: -1 }, /`maxDataBytes` must be a whole number above 0, got -1/],
    [{ cwd: '/no/such/folder' }, /`cwd` must be a folder that exists, got "\/no\/such\/folder"/],
    [{ discovery: { alow: [] } }, /`alow` is not an option.*allow/],
    [{ discovery: { activate: 'mail' } }, /`discovery.activate`/],
    [{ logger: {} }, /`logger.debug` must be a function/],
  ];
  for (const [options, message] of wrong)
    await assert.rejects(createStask(options as never), { code: 'STASK_CONFIG_INVALID', message });
});

test('a storage folder that cannot be made is an error, on the spot', { timeout: 60_000 }, async () => {
  for (const storagePath of ['/proc/x', '/dev/null/x'])
    await assert.rejects(createStask({ storagePath, autoDiscover: false }), {
      code: 'STASK_DATABASE_UNAVAILABLE',
      message: /\/x\/stask\.sqlite/,
    });
});

test('tasks are ordered by a property or its column, and found since a moment of either form', async () => {
  await withHost(async (stask) => {
    await stask.registerWorker(GreetWorker);
    await stask.activateWorker('greet');
    const request = { identifier: 'greet', action: 'hello', data: { name: 'Ada' } };
    const made = await stask.createMany([request, request, request]);
    const newestFirst = made.map(({ id }) => id).toReversed();
    for (const order of ['id', 'createdAt', 'created_at', 'updated_at'] as const)
      assert.deepEqual(
        (await stask.tasks.orderBy(order, 'desc')).map(({ id }) => id),
        newestFirst,
        order,
      );
    for (const [moment, count] of [
      [new Date(0), 3],
      ['2020-01-01T00:00:00Z', 3],
      ['9990-01-01', 0],
    ] as const)
      assert.equal(await stask.tasks.since(moment).count(), count, String(moment));
  });
});

test('secrets in settings are write-only in every row that a host gets', async () => {
  const Keeper = defineWorker({
    identifier: 'keeper',
    settingsSchema: { type: 'object', properties: { key: { type: 'string', writeOnly: true } } },
    actions: { go: ({ settings }) => settings['key'] },
  });
  await withHost(async (stask) => {
    await stask.registerWorker(Keeper);
    await stask.updateSettings('keeper', { key: 'hush', plain: 'heard' });
    const rows = [
      await stask.activateWorker('keeper'),
      await stask.setWorkerPosition('keeper', 4),
      await stask.setWorkerHidden('keeper', false),
      await stask.getWorker('keeper'),
      ...(await stask.getWorkers()),
      ...(await stask.workers.active().get()),
      ...(await stask.reorderWorkers(['keeper'])),
      ...(await stask.registerWorker(Keeper)),
    ];
    assert.equal(rows.length, 8);
    for (const row of rows) assert.deepEqual(row?.settings, { key: { $secret: true }, plain: 'heard' });
    const { id } = await stask.create({ identifier: 'keeper', action: 'go' });
    await stask.execute(id);
    assert.equal((await stask.getTask(id)).result, 'hush');
  });
});

test('a query of tasks is awaited as it stands', async () => {
  await withHost(async (stask) => {
    await stask.registerWorker(GreetWorker);
    await stask.activateWorker('greet');
    const { id } = await stask.create({ identifier: 'greet', action: 'hello', data: { name: 'Ada' } });
    const awaited = await stask.tasks.pending().byIdentifier('greet');
    const got = await stask.tasks.pending().get();
    assert.deepEqual([awaited.map((task) => task.id), got.map((task) => task.id)], [[id], [id]]);
    assert.deepEqual(await stask.tasks.failed(), []);
    await assert.rejects(
      async () => await stask.tasks.limit(0),
      (error: Error) => error.message.includes('limit()'),
    );
  });
});
