import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { TaskContext, TaskInterface, WorkerClass } from 'stask/worker';
import { actionsOf } from '#src/worker/actions-of.js';
import { actionNamed, invokeAction } from '#src/worker/invoke-action.js';
import { compile, temporaryFolder } from './compile-sample.js';

type Sample = Record<'Animal' | 'Dog' | 'Cat', WorkerClass>;

const folder = temporaryFolder();
after(() => folder.remove());

const modes: ReadonlyArray<readonly [name: string, flags: readonly string[], marker: RegExp]> = [
  ['legacy', ['--experimentalDecorators'], /__decorate\(/],
  ['standard', [], /__esDecorate\(/],
];

const call = (Class: WorkerClass, spelling: string, options: unknown): unknown => {
  const worker: TaskInterface = new Class();
  const action = actionNamed(Class, worker.identifier(), spelling);
  return invokeAction(worker, action, { action: action.name } as TaskContext, options);
};

for (const [mode, flags, marker] of modes) {
  test(`${mode} decorators: actions are known before an instance exists, inherited ones included, and run`, async () => {
    const url = compile('decorated-sample.ts', join(folder.path, mode), ...flags);
    assert.match(readFileSync(fileURLToPath(url), 'utf8'), marker);
    const { Animal, Dog, Cat } = (await import(url)) as Sample;

    const animal = actionsOf(Animal);
    assert.deepEqual(animal, {
      actions: [
        { name: 'feed_all', method: 'feedAll' },
        { name: 'cleanup_old_data', method: 'clean' },
        {
          name: 'export_html',
          method: 'publish',
          title: 'Export',
          description: 'Writes a page',
          options: { type: 'object', properties: { file: { type: 'string' } } },
          timeoutMs: 1000,
          maxAttempts: 5,
          backoff: { type: 'fixed', delayMs: 10 },
          priority: 'high',
          concurrency: 2,
        },
        { name: 'import', method: 'taskImport', title: 'Import' },
        { name: 'inner', method: 'inner' },
        { name: 'outer', method: 'outer' },
        { name: 'plain', method: 'taskPlain' },
      ],
      conflicts: [],
    });

    const dog = actionsOf(Dog).actions.map(({ name }) => name);
    assert.deepEqual(dog, ['feed_all', 'cleanup_old_data', 'release', 'import', 'inner', 'outer', 'plain', 'bark']);
    assert.deepEqual(
      actionsOf(Cat)
        .actions.slice(-2)
        .map(({ name }) => name),
      ['plain', 'meow'],
    );
    assert.deepEqual(actionsOf(Animal), animal);

    assert.equal(await call(Animal, 'feedAll', { grams: 5 }), 'animal feed_all 5');
    assert.equal(await call(Dog, 'FEED-ALL', {}), 'dog feed_all 1');
    assert.equal(call(Dog, 'cleanup_old_data', {}), 'clean dog');
    assert.equal(call(Dog, 'release', {}), 'released');
    assert.equal(call(Cat, 'ExportHTML', {}), 'published');
    assert.equal(call(Cat, 'inner', {}), 'wrapped inner');
    assert.equal(call(Cat, 'outer', {}), 'wrapped outer');
    assert.throws(() => call(Cat, 'bark', {}), {
      code: 'STASK_ACTION_NOT_FOUND',
      message: /"animal".*"bark".*feed_all/,
    });
    for (const spelling of ['constructor', '__proto__', 'toString', 'identifier', 'getConfig']) {
      assert.throws(() => call(Cat, spelling, {}), { code: 'STASK_ACTION_NOT_FOUND' }, spelling);
    }
  });
}
