import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaseWorker, defineWorker, type JsonObject, type TaskContext, type WorkerDefinition } from 'stask/worker';
import { actionsOf } from '#src/worker/actions-of.js';
import { isAbstractWorker, isWorkerClass, missingWorkerMethods } from '#src/worker/brand.js';
import { actionNamed, invokeAction } from '#src/worker/invoke-action.js';

const task = {} as TaskContext;
const run = (): string => 'ran';
const schema = { type: 'object' };

test('it makes a worker class like any other', () => {
  const settings = { limit: 3, nested: { a: 1 } };
  const Mail = defineWorker({
    identifier: 'mail-sender',
    scope: 'shop',
    title: 'Mail',
    description: 'Sends mail',
    icon: 'mail',
    settings,
    settingsSchema: schema,
    renderWidget() {
      return `<p>${this.identifier()}</p>`;
    },
    actions: { send: run },
  });
  assert.equal(Mail.name, 'MailSenderWorker');
  assert.ok(isWorkerClass(Mail) && !isAbstractWorker(Mail));
  assert.deepEqual(missingWorkerMethods(Mail.prototype), []);
  const mail = new Mail() as BaseWorker & { renderWidget(): string; settingsSchema: unknown; renderSettings?: unknown };
  assert.ok(mail instanceof BaseWorker);
  assert.deepEqual(
    [mail.identifier(), mail.scope(), mail.title(), mail.description(), mail.icon(), mail.settings()],
    ['mail-sender', 'shop', 'Mail', 'Sends mail', 'mail', settings],
  );
  assert.equal(mail.renderWidget(), '<p>mail-sender</p>');
  assert.equal(mail.renderSettings, undefined);
  assert.equal(mail.settingsSchema, schema);
  assert.equal(mail.getConfig('nested.a', 0), 1);
});

test('changing the returned settings changes no later ones', () => {
  const worker = new (defineWorker({ identifier: 'a', settings: { nested: { a: 1 } }, actions: { run } }))();
  (worker.settings()['nested'] as JsonObject)['a'] = 2;
  assert.deepEqual(worker.settings(), { nested: { a: 1 } });
});

test('only identifier and actions are needed', () => {
  const worker = new (defineWorker({ identifier: 'stockWorker', actions: { sync: run } }))();
  assert.equal(worker.constructor.name, 'StockWorker');
  assert.equal(worker.title(), 'Stock Worker');
});

test('actions keep all their fields, have any spelling and run with the worker as this', () => {
  const Stock = defineWorker({
    identifier: 'stock',
    actions: {
      import: run,
      'sync-stock': {
        title: 'Sync',
        options: schema,
        timeoutMs: 5,
        maxAttempts: 2,
        backoff: 10,
        priority: 'low',
        concurrency: 1,
        run(_task, options) {
          return [this.identifier(), options];
        },
      },
      exportHTML: { run },
      settings: run,
      title: run,
      import_2: run,
      import2: run,
    },
  });
  const { actions, conflicts } = actionsOf(Stock);
  assert.deepEqual(conflicts, []);
  assert.deepEqual(
    actions.map(({ name }) => name),
    ['import', 'sync_stock', 'export_html', 'settings', 'title', 'import_2', 'import2'],
  );
  const { method: _method, ...sync } = actions[1] ?? { method: '' };
  assert.deepEqual(sync, {
    name: 'sync_stock',
    title: 'Sync',
    options: schema,
    timeoutMs: 5,
    maxAttempts: 2,
    backoff: 10,
    priority: 'low',
    concurrency: 1,
  });
  const worker = new Stock();
  assert.equal(worker.title(), 'Stock');
  assert.deepEqual(invokeAction(worker, actionNamed(Stock, 'stock', 'SYNC_STOCK'), task, { a: 1 }), [
    'stock',
    { a: 1 },
  ]);
  assert.equal(invokeAction(worker, actionNamed(Stock, 'stock', 'exportHTML'), task, {}), 'ran');
});

test('a wrong definition is an error that names field and value', () => {
  const good = { identifier: 'good', actions: { run } };
  const table: ReadonlyArray<readonly [definition: unknown, message: RegExp]> = [
    [undefined, /defineWorker expects a plain object, got undefined/],
    ['mail', /got "mail"/],
    [run, /got a function/],
    [{ actions: { run } }, /identifier.*got undefined/],
    [{ ...good, identifier: '' }, /identifier.*got ""/],
    [{ ...good, identifier: '1a' }, /got "1a"/],
    [{ ...good, identifier: 'a b' }, /got "a b"/],
    [{ ...good, identifier: 'a'.repeat(65) }, /got "a+"/],
    [{ ...good, identifier: 'a'.repeat(300) }, /got a text of 300 characters/],
    [{ ...good, identifier: 7 }, /got 7/],
    [{ identifier: 'a' }, /actions expects one action or more, got undefined/],
    [{ identifier: 'a', actions: {} }, /actions expects one action or more/],
    [{ identifier: 'a', actions: [run] }, /actions expects a plain object, got an array/],
    [
      { identifier: 'a', actions: { send: 7 } },
      /actions.send expects a function or an object with a function `run`, got 7/,
    ],
    [{ identifier: 'a', actions: { send: {} } }, /actions.send/],
    [{ identifier: 'a', actions: { send: { run: 'x' } } }, /actions.send/],
    [
      { identifier: 'a', actions: { send: { run, timeout: 5 } } },
      /actions.send expects only the fields.*got "timeout"/,
    ],
    [{ identifier: 'a', actions: { send: { run, timeoutMs: -5 } } }, /actions.send timeoutMs.*got -5/],
    [{ identifier: 'a', actions: { 'a b': run } }, /action name.*got "a b"/],
    [{ identifier: 'a', actions: { constructor: run } }, /action name.*got "constructor"/],
    [{ ...good, titel: 'x' }, /only the fields identifier, scope.*got "titel"/],
    [{ ...good, title: 5 }, /title expects a text, got 5/],
    [{ ...good, scope: null }, /scope expects a text, got null/],
    [{ ...good, settings: [] }, /settings expects a plain object, got an array/],
    [{ ...good, settings: { a: run } }, /settings expects values that JSON can hold/],
    [{ ...good, settings: { a: 1n } }, /settings expects values that JSON can hold/],
    [{ ...good, settingsSchema: 'x' }, /settingsSchema expects a class-validator DTO class/],
    [{ ...good, renderWidget: '<p>' }, /renderWidget expects a function/],
  ];
  for (const [definition, message] of table) {
    const code = /STASK_(CONTRACT|IDENTIFIER)_INVALID/;
    assert.throws(() => defineWorker(definition as WorkerDefinition), { code, message }, String(message));
  }
  assert.throws(() => defineWorker({ identifier: 'a', actions: { syncStock: run, 'sync-stock': run } }), {
    code: 'STASK_ACTION_CONFLICT',
    message: /"syncStock" and "sync-stock" are both the action "sync_stock"/,
  });
});
