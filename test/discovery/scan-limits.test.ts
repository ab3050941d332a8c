import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { namesOf, reasonsOf, scan, temporaryFolder, workerPackage, writeTree } from './trees.js';

const run = promisify(execFile);
const SCAN = fileURLToPath(import.meta.resolve('#src/discovery/scan.js'));

/** Scans in a process of its own, started by a shell with `limits`. */
async function scanIn(cwd: string, limits: string, uid?: number): Promise<Awaited<ReturnType<typeof scan>>> {
  const options = { cwd, storagePath: temporaryFolder(), allow: [], deny: [], directOnly: false, useCache: false };
  const code = `import { scanPackages } from ${JSON.stringify(SCAN)};
    console.log(JSON.stringify(await scanPackages(${JSON.stringify({ ...options, inspectTimeoutMs: 1 })})));`;
  const script = `${limits} && exec "$0" --input-type=module -e "$1"`;
  const { stdout } = await run('/bin/sh', ['-c', script, process.execPath, code], {
    maxBuffer: 1e8,
    ...(uid !== undefined && { uid, gid: uid }),
  });
  return JSON.parse(stdout) as Awaited<ReturnType<typeof scan>>;
}

test('10,000 packages are all read, with few descriptors, and each worker among them is found', async () => {
  const files: Record<string, object> = { 'package.json': {} };
  const expected: string[] = [];
  for (let index = 0; index < 10_000; index++) {
    const isWorker = index % 250 === 0;
    const name = `${index % 5 === 0 ? `@scope-${index % 50}/` : ''}package-${index}`;
    if (isWorker) expected.push(name);
    files[`node_modules/${name}/package.json`] = isWorker ? { name, stask: { workers: 'package.json.js' } } : { name };
    if (isWorker) files[`node_modules/${name}/package.json.js`] = {};
  }
  const result = await scanIn(writeTree(files), 'ulimit -n 40');
  assert.deepEqual([result.packages, result.incompleteBecause], [10_000, []]);
  assert.deepEqual(
    namesOf(result),
    expected.toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

/** Scans while `readdirSync` of the file system is another one. */
async function scanReading(root: string, readdirSync: typeof fs.readdirSync): ReturnType<typeof scan> {
  const original = fs.readdirSync;
  fs.readdirSync = readdirSync;
  syncBuiltinESMExports();
  try {
    return await scan(root);
  } finally {
    fs.readdirSync = original;
    syncBuiltinESMExports();
  }
}

test('a scan says the same in whatever order the file system lists', async () => {
  const root = writeTree({
    'package.json': { dependencies: { b: '1' } },
    ...workerPackage('node_modules/b', '1.0.0'),
    ...workerPackage('node_modules/@a/a', '1.0.0'),
    ...workerPackage('node_modules/c/node_modules/b', '2.0.0'),
    ...workerPackage('node_modules/d/node_modules/deep', '1.0.0'),
    ...workerPackage('node_modules/e/node_modules/deep', '1.0.0'),
    'node_modules/c/package.json': {},
    'node_modules/d/package.json': {},
    'node_modules/e/package.json': {},
    'node_modules/x-alias': { link: './@a/a' },
    'node_modules/0-alias': { link: './@a/a' },
    'node_modules/y/': '',
    'node_modules/z/': '',
  });
  const { readdirSync } = fs;
  const backwards = ((...args: Parameters<typeof readdirSync>) =>
    readdirSync(...args).toReversed()) as typeof readdirSync;
  const forwards = await scan(root);
  assert.deepEqual({ ...(await scanReading(root, backwards)), durationMs: 0 }, { ...forwards, durationMs: 0 });
  assert.equal(forwards.incompleteBecause.length, 2);
});

test('a scan says the same from whatever folder the process works in', async () => {
  const root = writeTree({
    'package.json': { dependencies: { b: '1' } },
    ...workerPackage('node_modules/b'),
    ...workerPackage('node_modules/c/node_modules/deep'),
    'node_modules/c/package.json': {},
    'node_modules/alias': { link: './c' },
    'node_modules/half/': '',
  });
  const before = process.cwd();
  const far = await scan(root);
  try {
    for (const folder of ['node_modules/c', 'node_modules', '.']) {
      process.chdir(join(root, folder));
      assert.deepEqual({ ...(await scan(root)), durationMs: 0 }, { ...far, durationMs: 0 }, folder);
    }
  } finally {
    process.chdir(before);
  }
  assert.deepEqual([namesOf(far), far.incompleteBecause.length], [['b*', 'deep'], 1]);
});

test('a package that disappears during the scan makes it incomplete, and the others are found', async () => {
  const root = writeTree({
    'package.json': {},
    ...workerPackage('node_modules/before'),
    ...workerPackage('node_modules/gone'),
    ...workerPackage('node_modules/later'),
  });
  const { readdirSync } = fs;
  const removing = ((...args: Parameters<typeof readdirSync>) => {
    const entries = readdirSync(...args);
    fs.rmSync(join(root, 'node_modules/gone'), { recursive: true, force: true });
    return entries;
  }) as typeof readdirSync;
  const result = await scanReading(root, removing);
  assert.deepEqual([namesOf(result), reasonsOf(result)], [['before', 'later'], []]);
  assert.match(result.incompleteBecause.join('\n'), /gone has no package\.json/);
});

test('a package.json that is a FIFO or a device does not stop the scan', async () => {
  const root = writeTree({
    'package.json': {},
    'node_modules/pipe/': '',
    'node_modules/endless/package.json': { link: '/dev/zero' },
    ...workerPackage('node_modules/ok'),
  });
  execFileSync('mkfifo', [join(root, 'node_modules/pipe/package.json')]);
  const result = await scan(root);
  assert.deepEqual([namesOf(result), reasonsOf(result)], [['ok'], ['endless: manifest-too-big', 'pipe: unreadable']]);
});

test(
  'folders that may not be read are reported, make the scan incomplete and stop nothing',
  { skip: unprivileged() },
  async () => {
    const root = writeTree({
      'package.json': {},
      'node_modules/closed/package.json': { stask: true },
      'node_modules/sealed/package.json': { stask: true },
      'node_modules/@closed/one/package.json': { stask: true },
      'node_modules/half/package.json': {},
      'node_modules/half/node_modules/a/package.json': {},
      ...workerPackage('node_modules/ok'),
    });
    fs.chmodSync(root, 0o755);
    for (const path of ['closed', '@closed', 'half/node_modules']) fs.chmodSync(join(root, 'node_modules', path), 0);
    fs.chmodSync(join(root, 'node_modules/sealed/package.json'), 0);
    const result = await scanIn(root, 'true', 65_534);
    assert.deepEqual([namesOf(result), reasonsOf(result)], [['ok'], ['closed: unreadable', 'sealed: unreadable']]);
    assert.equal(result.incompleteBecause.length, 4);
  },
);

function unprivileged(): string | false {
  if (process.getuid?.() !== 0) return 'needs root to make folders that somebody else may not read';
  for (let folder = dirname(SCAN); folder !== dirname(folder); folder = dirname(folder)) {
    if ((fs.statSync(folder).mode & 0o005) !== 0o005) return `${folder} may be read by its owner only`;
  }
  return false;
}
