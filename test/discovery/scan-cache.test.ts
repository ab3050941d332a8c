import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  readdirSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { discover, forgetLastScan, hasTreeChanged } from '#src/discovery/discover.js';
import { namesOf, scan, temporaryFolder, workerPackage, writeTree } from './trees.js';

/** A tree that was made before the tick of its scan, as every tree outside of tests. */
async function settledTree(): Promise<{ cwd: string; storagePath: string; useCache: true }> {
  const cwd = writeTree({
    'package.json': { dependencies: { one: '1' } },
    ...workerPackage('node_modules/one'),
    'node_modules/two/package.json': {},
    ...workerPackage('node_modules/two/node_modules/nested'),
    'packages/linked/package.json': { name: 'linked' },
    'packages/linked/dist/index.js': '',
    'node_modules/linked': { link: '../packages/linked' },
  });
  await setTimeout(30);
  return { cwd, storagePath: join(cwd, 'storage/stask'), useCache: true };
}

function cacheFile({ storagePath }: { storagePath: string }): string {
  return join(storagePath, 'discovery-scan.json');
}

const CHANGES: ReadonlyArray<[what: string, change: (cwd: string) => void]> = [
  ['a package is added', (cwd) => writeTree(workerPackage('node_modules/three'), cwd)],
  ['a scoped package is added', (cwd) => writeTree(workerPackage('node_modules/@new/three'), cwd)],
  ['a nested package is added', (cwd) => writeTree(workerPackage('node_modules/two/node_modules/three'), cwd)],
  ['a package is removed', (cwd) => rmSync(join(cwd, 'node_modules/one'), { recursive: true })],
  [
    'a nested worker is removed',
    (cwd) => rmSync(join(cwd, 'node_modules/two/node_modules/nested'), { recursive: true }),
  ],
  ['an entry of a worker is written', (cwd) => appendFileSync(join(cwd, 'node_modules/one/index.js'), '// more')],
  ['a file of a worker is replaced', (cwd) => writeTree({ 'node_modules/one/lib/x.js': '' }, cwd)],
  ['the manifest of a worker changes', (cwd) => writeTree(workerPackage('node_modules/one', '1.0.1'), cwd)],
  ['a linked package gets a manifest', (cwd) => writeTree({ 'packages/linked/package.json': { stask: true } }, cwd)],
  [
    'a link leads elsewhere',
    (cwd) => {
      rmSync(join(cwd, 'node_modules/linked'));
      symlinkSync('one', join(cwd, 'node_modules/linked'));
    },
  ],
  ['the dependencies of the host change', (cwd) => writeTree({ 'package.json': { dependencies: {} } }, cwd)],
  ['a package manager leaves its marker', (cwd) => writeTree({ 'node_modules/.package-lock.json': {} }, cwd)],
  [
    'node_modules is replaced',
    (cwd) => {
      renameSync(join(cwd, 'node_modules'), join(cwd, 'old'));
      mkdirSync(join(cwd, 'node_modules'));
    },
  ],
  ['the tree is half removed', (cwd) => rmSync(join(cwd, 'node_modules'), { recursive: true })],
];

for (const [what, change] of CHANGES) {
  test(`an unchanged tree is known again, and seen as changed when ${what}`, async () => {
    const options = await settledTree();
    assert.equal(hasTreeChanged(options), true);
    const first = await scan(options.cwd, options);
    assert.deepEqual(namesOf(first), ['nested', 'one*']);
    assert.equal(hasTreeChanged(options), false);
    const again = await scan(options.cwd, options);
    assert.deepEqual({ ...again, durationMs: 0 }, { ...first, durationMs: 0 });
    change(options.cwd);
    assert.equal(hasTreeChanged(options), true);
    const fresh = await scan(options.cwd, { ...options, useCache: false });
    assert.deepEqual(namesOf(await scan(options.cwd, options)), namesOf(fresh));
  });
}

const DAMAGES: ReadonlyArray<[what: string, damage: (file: string) => void]> = [
  ['empty', (file) => writeFileSync(file, '')],
  ['cut short', (file) => truncateSync(file, 200)],
  ['not JSON', (file) => writeFileSync(file, '{"format":0}')],
  [
    'a folder',
    (file) => {
      rmSync(file);
      mkdirSync(file);
    },
  ],
  ['changed by hand', (file) => writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"one"', '"six"'))],
];

for (const [what, damage] of DAMAGES) {
  test(`a cache that is ${what} is made again, never trusted`, async () => {
    const options = await settledTree();
    await scan(options.cwd, options);
    damage(cacheFile(options));
    assert.equal(hasTreeChanged(options), true);
    assert.deepEqual(namesOf(await scan(options.cwd, options)), ['nested', 'one*']);
  });
}

test('a cache holds for its host and options only', async () => {
  const options = await settledTree();
  await scan(options.cwd, options);
  assert.equal(hasTreeChanged({ ...options, deny: ['one'] }), true);
  assert.equal(hasTreeChanged({ ...options, cwd: join(options.cwd, 'packages') }), true);
  forgetLastScan(options);
  assert.equal(hasTreeChanged(options), true);
});

test('a scan without cache walks, and an incomplete scan is not kept', async () => {
  const options = await settledTree();
  await scan(options.cwd, options);
  writeTree({ 'node_modules/half/': '' }, options.cwd);
  await setTimeout(30);
  assert.equal((await scan(options.cwd, options)).incompleteBecause.length, 1);
  assert.equal(hasTreeChanged(options), true);
});

test('storage that cannot be written means scans without cache, and leaves nothing behind', async () => {
  const options = await settledTree();
  const blocked = writeTree({ file: '' });
  assert.deepEqual(namesOf(await scan(options.cwd, { ...options, storagePath: join(blocked, 'file/storage') })), [
    'nested',
    'one*',
  ]);
  assert.deepEqual(readdirSync(blocked), ['file']);
  await scan(options.cwd, options);
  assert.deepEqual(readdirSync(options.storagePath), ['discovery-scan.json']);
});

test('a file that was only touched is looked at again, and one written at the same time and size is, too', async () => {
  const options = await settledTree();
  const file = join(options.cwd, 'node_modules/one/index.js');
  utimesSync(file, new Date(0), new Date(0));
  await scan(options.cwd, options);
  writeFileSync(file, '');
  utimesSync(file, new Date(0), new Date(0));
  assert.equal(hasTreeChanged(options), true);
});

test('a second discover on an unchanged tree reports the same', async () => {
  const options = { ...(await settledTree()), storagePath: temporaryFolder() };
  const first = await discover(options);
  const second = await discover(options);
  assert.deepEqual({ ...second, scanned: 0 }, { ...first, scanned: 0 });
});
