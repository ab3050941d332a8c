import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as here from 'stask/worker';
import { isStaskError } from '#src/errors.js';
import { actionsOf } from '#src/worker/actions-of.js';
import { isAbstractWorker, isWorkerClass } from '#src/worker/brand.js';
import { outcomeOf } from '#src/worker/outcomes.js';
import { WORKER_HOST } from '#src/worker/shared-keys.js';
import { compile, root, temporaryFolder } from './compile-sample.js';

const folder = temporaryFolder();
after(() => folder.remove());

const copy = join(folder.path, 'node_modules/stask');
mkdirSync(copy, { recursive: true });
cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true });
cpSync(join(root, 'package.json'), join(copy, 'package.json'));
// A boundary: without it the files beside would belong to the repository's own package and import that.
writeFileSync(join(folder.path, 'package.json'), '{"name":"author","type":"module"}');

const there = (await import(pathToFileURL(join(copy, 'dist/worker/index.js')).href)) as typeof here;

test('a worker of another copy is a worker here, with its actions and its host link', async () => {
  assert.notEqual(there.BaseWorker, here.BaseWorker);
  for (const [mode, flags] of [
    ['legacy', ['--experimentalDecorators']],
    ['standard', []],
  ] as const) {
    const url = compile('decorated-sample.ts', join(folder.path, mode), ...flags);
    const { Dog } = (await import(url)) as Record<'Dog', here.WorkerClass<here.BaseWorker>>;
    assert.ok(Dog.prototype instanceof there.BaseWorker, mode);
    assert.ok(isWorkerClass(Dog) && !isAbstractWorker(Dog));
    const names = actionsOf(Dog).actions.map(({ name }) => name);
    assert.deepEqual(names, ['feed_all', 'cleanup_old_data', 'release', 'import', 'inner', 'outer', 'plain', 'bark']);
    const dog = new Dog();
    dog[WORKER_HOST] = { settings: () => ({ a: { b: 1 } }) } as unknown as here.WorkerHost;
    assert.equal(dog.getConfig('a.b', 0), 1);
  }
});

test('defined workers, signals and errors of another copy are recognised', () => {
  const Defined = there.defineWorker({ identifier: 'there', actions: { 'sync-stock': () => 1 } });
  assert.ok(isWorkerClass(Defined));
  assert.equal(actionsOf(Defined).actions[0]?.name, 'sync_stock');
  assert.deepEqual(outcomeOf(there.retryLater(5)), { kind: 'retry-later', delayMs: 5 });
  assert.throws(
    () => there.Action({ timeoutMs: -1 }),
    (error) => isStaskError(error, 'STASK_CONTRACT_INVALID'),
  );
  assert.ok(isAbstractWorker(there.BaseWorker as never));
});
