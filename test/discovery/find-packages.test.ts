import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { namesOf, reasonsOf, scan, temporaryFolder, workerPackage, writeTree, type TreeFiles } from './trees.js';

const HOST = { name: 'host', dependencies: { app: '1.0.0', direct: '1.0.0' } };
const APP = { name: 'app', version: '1.0.0', dependencies: { deep: '1.0.0' } };

const STORE = 'node_modules/.pnpm';
/** The same dependencies, host → direct, host → app → deep, laid out by different package managers. */
const LAYOUTS: Readonly<Record<string, TreeFiles>> = {
  hoisted: {
    'node_modules/app/package.json': APP,
    ...workerPackage('node_modules/direct'),
    ...workerPackage('node_modules/deep'),
  },
  nested: {
    'node_modules/app/package.json': APP,
    ...workerPackage('node_modules/direct'),
    ...workerPackage('node_modules/app/node_modules/deep'),
  },
  'isolated, as by pnpm and by npm with its linked strategy': {
    'node_modules/.modules.yaml': '',
    [`${STORE}/app@1.0.0/node_modules/app/package.json`]: APP,
    [`${STORE}/app@1.0.0/node_modules/deep`]: { link: '../../deep@1.0.0/node_modules/deep' },
    ...workerPackage(`${STORE}/deep@1.0.0/node_modules/deep`),
    ...workerPackage(`${STORE}/direct@1.0.0/node_modules/direct`),
    'node_modules/app': { link: '.pnpm/app@1.0.0/node_modules/app' },
    'node_modules/direct': { link: '.pnpm/direct@1.0.0/node_modules/direct' },
  },
  'linked folders with dependencies of their own': {
    'packages/app/package.json': APP,
    ...workerPackage('packages/app/node_modules/deep'),
    'packages/direct/package.json': { name: 'direct', stask: true },
    'packages/direct/index.js': '',
    'node_modules/app': { link: '../packages/app' },
    'node_modules/direct': { link: '../packages/direct' },
  },
  "beside the real folder, as in yarn's pnpm linker": {
    'node_modules/.store/app-1/package/package.json': APP,
    ...workerPackage('node_modules/.store/app-1/node_modules/deep'),
    'node_modules/app': { link: '.store/app-1/package' },
    ...workerPackage('node_modules/direct'),
  },
};

for (const [layout, files] of Object.entries(LAYOUTS)) {
  test(`the same dependencies give the same workers in a tree that is ${layout}`, async () => {
    const result = await scan(writeTree({ 'package.json': HOST, ...files }));
    assert.deepEqual(namesOf(result), ['deep', 'direct*']);
    assert.deepEqual([result.packages, result.incompleteBecause], [3, []]);
  });
}

test('the host may be any folder below its package.json, and may have workers itself', async () => {
  const root = writeTree({
    'package.json': { name: 'shop', version: '2.0.0', stask: 'x', dependencies: { direct: '1' } },
    'src/deep/file.txt': '',
    ...workerPackage('node_modules/direct'),
  });
  const wrong = await scan(join(root, 'src/deep'));
  assert.deepEqual([namesOf(wrong), reasonsOf(wrong)], [['direct*'], ['shop: manifest-schema']]);
  writeTree({ 'package.json': { name: 'shop', stask: { workers: 'w.js' } }, 'w.js': '' }, root);
  assert.deepEqual(namesOf(await scan(root)), ['direct', 'shop*']);
});

test('a host in a sub-folder of a monorepo shares the node_modules of its workspace root, not of folders above', async () => {
  const declarations: TreeFiles[] = [
    { 'repo/package.json': { workspaces: ['apps/*'] } },
    { 'repo/package.json': { workspaces: { packages: ['./apps/*/'] } } },
    { 'repo/pnpm-workspace.yaml': 'packages:\n  - apps/*\n' },
  ];
  for (const declaration of declarations) {
    const root = writeMonorepo(declaration);
    assert.deepEqual(namesOf(await scan(join(root, 'repo/apps/web'))), ['hoisted*', 'own*']);
  }
  const undeclared = writeMonorepo({ 'repo/package.json': { workspaces: ['packages/*'] } });
  assert.deepEqual(namesOf(await scan(join(undeclared, 'repo/apps/web'))), ['own*']);
});

test('a host without node_modules borrows those above it; only when they have its dependencies is that complete', async () => {
  const root = writeTree({
    'package.json': {},
    ...workerPackage('node_modules/lent'),
    'server/package.json': { dependencies: { lent: '1' } },
    'other/package.json': { dependencies: { absent: '1' } },
  });
  const lent = await scan(join(root, 'server'));
  assert.deepEqual([namesOf(lent), lent.incompleteBecause], [['lent*'], []]);
  assert.match((await scan(join(root, 'other'))).incompleteBecause.join(), /No node_modules/);
});

test('of two versions the one the host depends on wins, then the higher', async () => {
  const root = writeTree({
    'package.json': { dependencies: { both: '1' } },
    'node_modules/app/package.json': {},
    ...workerPackage('node_modules/both', '1.0.0'),
    ...workerPackage('node_modules/app/node_modules/both', '2.0.0'),
    ...workerPackage('node_modules/deep', '1.9.0'),
    ...workerPackage('node_modules/app/node_modules/deep', '1.10.0'),
  });
  const result = await scan(root);
  assert.deepEqual(
    result.found.map(({ name, version }) => [name, version]),
    [
      ['both', '1.0.0'],
      ['deep', '1.10.0'],
    ],
  );
  assert.deepEqual(reasonsOf(result), ['both: superseded', 'deep: superseded']);
  assert.deepEqual(result.broken, []);
});

test('a package has the name of its folder: an alias is a package of its own, one folder under two names is one', async () => {
  const root = writeTree({
    'package.json': { dependencies: { 'the-alias': 'npm:real@1' } },
    ...workerPackage('node_modules/real'),
    'node_modules/copy/package.json': { name: 'real', version: '3.0.0', stask: true },
    'node_modules/copy/index.js': '',
    'node_modules/the-alias': { link: 'real' },
    'node_modules/another': { link: 'real' },
  });
  const result = await scan(root);
  assert.deepEqual(namesOf(result), ['copy', 'the-alias*']);
  assert.equal(result.packages, 2);
});

test('links that lead in circles, to the host or to a file are followed once or not at all', async () => {
  const root = writeTree({
    'package.json': { name: 'host', stask: true },
    'index.js': '',
    'file.js': '',
    ...workerPackage('node_modules/ring'),
    'node_modules/ring/node_modules/ring': { link: '../../ring' },
    'node_modules/ring/node_modules/up': { link: '../../../' },
    'node_modules/host': { link: '..' },
    'node_modules/file': { link: '../file.js' },
    'node_modules/@ring': { link: '.' },
  });
  const result = await scan(root);
  assert.deepEqual([namesOf(result), result.incompleteBecause], [['host*', 'ring'], []]);
});

test('allow, deny and directOnly leave packages out and say so', async () => {
  const root = writeTree({ 'package.json': HOST, ...LAYOUTS['hoisted'], ...workerPackage('node_modules/@acme/one') });
  const excluded = async (rules: object): Promise<string[]> => reasonsOf(await scan(root, rules));
  assert.deepEqual(await excluded({ allow: ['@acme/*'] }), ['deep: excluded', 'direct: excluded']);
  assert.deepEqual(await excluded({ deny: ['d*'] }), ['deep: excluded', 'direct: excluded']);
  assert.deepEqual(await excluded({ allow: ['*'], deny: ['direct'] }), ['direct: excluded']);
  assert.deepEqual(await excluded({ directOnly: true }), ['@acme/one: excluded', 'deep: excluded']);
  await assert.rejects(scan(root, { allow: 'all' as unknown as string[] }), { code: 'STASK_CONFIG_INVALID' });
  await assert.rejects(scan(root, { inspectTimeoutMs: 0 }), { code: 'STASK_CONFIG_INVALID' });
});

const INCOMPLETE: ReadonlyArray<[what: string, files: TreeFiles, because: RegExp]> = [
  ['node_modules is absent', { 'package.json': {} }, /No node_modules/],
  ['there is no package.json', { 'node_modules/': '' }, /No package.json/],
  [
    'the package.json of the host is broken',
    { 'package.json': '{', 'node_modules/': '' },
    /of the host cannot be read/,
  ],
  ['node_modules is a file', { 'package.json': {}, node_modules: '' }, /ENOTDIR/],
  ['a package folder is empty', { 'package.json': {}, 'node_modules/half/': '' }, /half has no package.json/],
  [
    'a nested folder is empty',
    { 'package.json': {}, 'node_modules/a/package.json': {}, 'node_modules/a/node_modules/b/': '' },
    /b has no/,
  ],
  ['a package.json is empty', { 'package.json': {}, 'node_modules/half/package.json': '' }, /cut short/],
  ['a package.json is cut', { 'package.json': {}, 'node_modules/half/package.json': '{"name":' }, /cut short/],
  ['a link leads nowhere', { 'package.json': {}, 'node_modules/gone': { link: '../gone' } }, /leads nowhere/],
  ['a link leads to itself', { 'package.json': {}, 'node_modules/loop': { link: 'loop' } }, /leads nowhere: ELOOP/],
  ['a scope leads to itself', { 'package.json': {}, 'node_modules/@loop': { link: '@loop' } }, /leads nowhere: ELOOP/],
  [
    'npm put a package aside',
    { 'package.json': {}, 'node_modules/.left-pad-mZ8kQ2Xp/package.json': {} },
    /npm install that has not/,
  ],
  [
    'npm put a scoped one aside',
    { 'package.json': {}, 'node_modules/@a/.left-pad-abcdefgh/package.json': {} },
    /npm install that has not/,
  ],
  [
    "npm's hidden lockfile is missing",
    { 'package.json': {}, 'package-lock.json': {}, 'node_modules/a/package.json': {} },
    /no .package-lock.json/,
  ],
  ["pnpm's marker is missing", { 'package.json': {}, 'node_modules/.pnpm/lock.yaml': '' }, /no .modules.yaml/],
];

for (const [what, files, because] of INCOMPLETE) {
  test(`a scan is incomplete when ${what}, and the others are still found`, async () => {
    const healthy =
      typeof files['node_modules'] === 'string' || what.startsWith('node_modules')
        ? {}
        : workerPackage('node_modules/ok');
    const result = await scan(writeTree({ ...files, ...healthy }));
    assert.match(result.incompleteBecause.join('\n'), because);
    assert.deepEqual(namesOf(result), Object.keys(healthy).length > 0 ? ['ok'] : []);
  });
}

test('dot folders of other tools, empty scopes and what belongs to npm do not make a scan incomplete', async () => {
  const root = writeTree({
    'package.json': {},
    'package-lock.json': {},
    'node_modules/.package-lock.json': {},
    'node_modules/.bin/tool': '',
    'node_modules/.cache/x': '',
    'node_modules/.prisma-client/x': '',
    'node_modules/.vite-temp/x': '',
    'node_modules/@empty/': '',
    ...workerPackage('node_modules/ok'),
  });
  assert.deepEqual((await scan(root)).incompleteBecause, []);
});

test('a folder that does not exist is an incomplete scan of nothing', async () => {
  const root = join(temporaryFolder(), 'gone');
  const result = await scan(root, { storagePath: temporaryFolder() });
  assert.deepEqual([result.found, result.incompleteBecause.length], [[], 1]);
});

test('a manifest that is a folder is one unreadable entry', async () => {
  const root = writeTree({ 'package.json': {}, 'node_modules/odd/package.json/': '' });
  const result = await scan(root);
  assert.deepEqual(reasonsOf(result), ['odd: unreadable']);
  assert.equal(result.incompleteBecause.length, 1);
});

test('a link to our own package is not a way to what we are developed with', async () => {
  const root = writeTree({ 'package.json': {}, ...workerPackage('node_modules/ok') });
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  symlinkSync(join(import.meta.dirname, '../../..'), join(root, 'node_modules/stask'));
  const result = await scan(root);
  assert.deepEqual([namesOf(result), result.packages], [['ok'], 2]);
  rmSync(join(root, 'node_modules/stask'));
});

function writeMonorepo(declaration: TreeFiles): string {
  return writeTree({
    'package.json': {},
    ...workerPackage('node_modules/stranger'),
    'repo/package.json': {},
    ...declaration,
    ...workerPackage('repo/node_modules/hoisted'),
    'repo/apps/web/package.json': { name: 'web', dependencies: { hoisted: '1', own: '1' } },
    ...workerPackage('repo/apps/web/node_modules/own'),
  });
}
