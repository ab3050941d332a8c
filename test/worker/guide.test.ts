import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { OptionsSchema, TaskContext, TaskInterface, WorkerClass } from 'stask/worker';
import { checkValue } from '#src/schema/check-value.js';
import { actionsOf } from '#src/worker/actions-of.js';
import { actionNamed, invokeAction } from '#src/worker/invoke-action.js';
import { outcomeOf } from '#src/worker/outcomes.js';
import { root, temporaryFolder } from './compile-sample.js';

const folder = temporaryFolder();
after(() => folder.remove());

const guide = readFileSync(join(root, 'docs/write-a-worker.md'), 'utf8');
const examples = [...guide.matchAll(/^```(ts|js)\n([^]*?)^```/gm)].map(([, language = '', code = ''], index) => {
  const file = join(folder.path, `example-${index}.${language}`);
  writeFileSync(file, code);
  return { file, needsLegacy: code.includes('class-validator') };
});

/** Compiles the TypeScript examples beside themselves and gives the worker classes of all examples by identifier. */
async function workersOf(flags: readonly string[], legacy: boolean): Promise<Map<string, WorkerClass>> {
  const chosen = examples.filter(({ needsLegacy }) => legacy || !needsLegacy).map(({ file }) => file);
  const sources = chosen.filter((file) => file.endsWith('.ts'));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = '--target es2022 --module nodenext --strict --noImplicitOverride --skipLibCheck --types node'.split(
    ' ',
  );
  const out = join(folder.path, legacy ? 'legacy' : 'standard');
  const places = ['--rootDir', folder.path, '--outDir', out];
  execFileSync(process.execPath, [tsc, '--ignoreConfig', ...options, ...flags, ...places, ...sources], { cwd: root });
  const workers = new Map<string, WorkerClass>();
  for (const file of chosen) {
    const url = pathToFileURL(file.replace(folder.path, file.endsWith('.ts') ? out : folder.path).replace(/ts$/, 'js'));
    for (const Class of Object.values((await import(url.href)) as Record<string, WorkerClass>)) {
      workers.set(new Class().identifier(), Class);
    }
  }
  return workers;
}

const run = (Class: WorkerClass, name: string, options: unknown, task: object = {}): unknown => {
  const worker: TaskInterface = new Class();
  return invokeAction(worker, actionNamed(Class, worker.identifier(), name), task as TaskContext, options);
};

test('the examples of the guide for authors compile and run with legacy decorators', async () => {
  const workers = await workersOf(['--experimentalDecorators', '--emitDecoratorMetadata'], true);
  assert.deepEqual([...workers.keys()], ['mail', 'product', 'import', 'weather', 'report', 'api', 'shop']);
  const worker = (identifier: string): WorkerClass => workers.get(identifier) as WorkerClass;
  const schemaOf = (identifier: string, name: string): OptionsSchema =>
    actionNamed(worker(identifier), identifier, name).options as OptionsSchema;

  const messages: unknown[] = [];
  const task = {
    signal: new AbortController().signal,
    progress: ({ message }: { message?: string }) => void messages.push(message),
    log: { info: (message: string) => void messages.push(message) },
  };
  assert.deepEqual(await run(worker('mail'), 'send-digest', { limit: 2 }, task), { sent: 2, from: 'shop@example.org' });
  assert.equal(run(worker('mail'), 'ping', {}), 'pong');
  assert.deepEqual(await run(worker('product'), 'sync_stock', {}, task), { synced: 0 });
  assert.deepEqual(messages, ['1 of 2 sent', '2 of 2 sent', 'Reading stock']);
  assert.deepEqual(await checkValue(schemaOf('mail', 'send_digest'), {}), { value: { limit: 10 } });

  const { value } = await checkValue(schemaOf('import', 'load'), { items: [{ sku: 'a' }] });
  assert.equal(await run(worker('import'), 'load', value), 1);
  const { fields } = await checkValue(schemaOf('import', 'load'), { items: [{ sku: 1 }], extra: true });
  assert.deepEqual(
    fields?.map(({ pointer }) => pointer),
    ['/extra', '/items/0/sku'],
  );
  assert.deepEqual(await checkValue(schemaOf('weather', 'fetch'), {}), {
    fields: [{ pointer: '/city', message: 'is required' }],
  });
  const { value: report } = await checkValue(schemaOf('report', 'write'), { format: 'csv' });
  assert.equal(run(worker('report'), 'write', report), 'Report.csv with 100 rows');

  await assert.rejects(run(worker('api'), 'rotate_key', {}) as Promise<unknown>, { code: 'STASK_HOST_MISSING' });
  await assert.rejects(
    run(worker('shop'), 'pull', {}) as Promise<unknown>,
    (thrown) => outcomeOf(thrown)?.kind === 'non-retryable',
  );
});

test('the examples of the guide that need no class-validator work with standard decorators too', async () => {
  const product = (await workersOf([], false)).get('product') as WorkerClass;
  assert.deepEqual(
    actionsOf(product).actions.map(({ name }) => name),
    ['sync_stock', 'cleanup_old_data'],
  );
});

test('the table of names in the guide is true', () => {
  const rows = [...guide.matchAll(/^\| `(?:@Action\('([^']+)'\)|@Action\(\) (\w+)\(\)|(\w+)\(\))` +\| `(\w+)` +\|$/gm)];
  assert.equal(rows.length, 6);
  for (const [, named, decorated, method, name] of rows) {
    const prototype = { [method ?? 'x']: () => {} };
    const Class = { prototype: method === undefined ? {} : prototype };
    if (method !== undefined) assert.equal(actionsOf(Class).actions[0]?.name, name);
    else assert.equal(actionNamed(stub(name as string), 'x', (named ?? decorated) as string).name, name);
  }
});

function stub(name: string): WorkerClass {
  const pascal = name.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  return { prototype: { [`task${pascal}`]: () => {} } } as unknown as WorkerClass;
}
