import assert from 'node:assert/strict';
import childProcess, { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { packManifest } from '#src/authoring/pack-manifest.js';
import type { DiscoveryOptions } from '#src/discovery/discovery-options.js';
import { discover } from '#src/discovery/discover.js';
import type { DiscoveryReport } from '#src/discovery/report.js';
import { REPOSITORY } from './inspect-fixtures.js';
import { temporaryFolder, workerPackage, writeTree, type TreeFiles } from './trees.js';

const BASE = pathToFileURL(join(REPOSITORY, 'fixtures/inspect/complete-worker.js')).href;

/** A package with a worker that can be taken; its identifier is the last letter of the folder. */
function goodPackage(folder: string, version?: string, more?: object): TreeFiles {
  const identifier = folder.slice(-1);
  const code = `import { workerNamed } from '${BASE}'; export class Worker extends workerNamed('${identifier}') {}`;
  return { ...workerPackage(folder, version, more), [`${folder}/index.js`]: code };
}

interface Watched {
  readonly report: DiscoveryReport;
  /** Node processes that were started. */
  readonly started: ChildProcess[];
  /** What happened, in its order: `start`, and `list` for each folder that was read. */
  readonly events: string[];
}

/** Discovers while calls that start a process or list a folder are watched. */
async function watch(options: DiscoveryOptions, onStart: (child: ChildProcess) => void = () => {}): Promise<Watched> {
  const { spawn } = childProcess;
  const { readdirSync } = fs;
  const started: ChildProcess[] = [];
  const events: string[] = [];
  childProcess.spawn = ((command: string, ...rest: [string[], object]) => {
    const child = spawn(command, ...rest);
    if (command !== process.execPath) return child;
    events.push('start');
    started.push(child);
    onStart(child);
    return child;
  }) as typeof spawn;
  fs.readdirSync = ((...args: Parameters<typeof readdirSync>) => {
    events.push('list');
    return readdirSync(...args);
  }) as typeof readdirSync;
  syncBuiltinESMExports();
  try {
    return { report: await discover(options), started, events };
  } finally {
    Object.assign(childProcess, { spawn });
    Object.assign(fs, { readdirSync });
    syncBuiltinESMExports();
  }
}

function optionsFor(files: TreeFiles): DiscoveryOptions {
  return { cwd: writeTree({ 'package.json': {}, ...files }), storagePath: temporaryFolder() };
}

const identifiersOf = ({ candidates }: DiscoveryReport) => candidates.map(({ identifier }) => identifier);

test('the first new package starts the process of all while the walk goes on', async () => {
  const options = optionsFor({
    ...goodPackage('node_modules/a'),
    ...goodPackage('node_modules/b'),
    ...workerPackage('node_modules/c/node_modules/nested'),
    'node_modules/c/package.json': {},
  });
  const { report, started, events } = await watch(options);
  assert.deepEqual([identifiersOf(report), report.skipped.length], [['a', 'b'], 1]);
  assert.equal(started.length, 1);
  assert.ok(events.indexOf('start') < events.indexOf('list', events.indexOf('list') + 1), events.join(' '));
});

test('a walk that meets nothing new starts no process', async () => {
  const files = { ...goodPackage('node_modules/a'), ...goodPackage('node_modules/b/node_modules/a', '2.0.0') };
  const options = optionsFor({ 'node_modules/b/package.json': {}, ...files });
  await discover(options);
  const { report, started } = await watch(options);
  assert.deepEqual([identifiersOf(report), report.skipped.map(({ reason }) => reason)], [['a'], ['superseded']]);
  assert.equal(started.length, 0);
});

test('a new version of a known package is inspected, once its walk is over', async () => {
  const options = optionsFor(goodPackage('node_modules/a'));
  await discover(options);
  writeTree(goodPackage('node_modules/a', '2.0.0'), options.cwd);
  const { report, started, events } = await watch(options);
  assert.deepEqual([report.candidates[0]?.package.version, started.length], ['2.0.0', 1]);
  assert.equal(events.at(-1), 'start');
});

const NOT_INSPECTED: ReadonlyArray<[what: string, files: TreeFiles, options?: Partial<DiscoveryOptions>]> = [
  ['without workers', { 'node_modules/a/package.json': { keywords: ['stask'], dependencies: { stask: '1' } } }],
  ['that opts out', workerPackage('node_modules/a', '1.0.0', { stask: false })],
  ['with a manifest that is no JSON', { 'node_modules/a/package.json': '{ "stask": }' }],
  ['with a manifest of a wrong shape', workerPackage('node_modules/a', '1.0.0', { stask: { workers: [] } })],
  ['for another sTask', workerPackage('node_modules/a', '1.0.0', { peerDependencies: { stask: '99' } })],
  ['without its entry', { 'node_modules/a/package.json': { stask: true } }],
  ['with an entry elsewhere', workerPackage('node_modules/a', '1.0.0', { stask: { workers: '../b.js' } })],
  ['that the host denies', workerPackage('node_modules/a'), { deny: ['a'] }],
  ['that the host does not depend on', workerPackage('node_modules/a'), { directOnly: true }],
];

for (const [what, files, more] of NOT_INSPECTED) {
  test(`a package ${what} starts no process`, async () => {
    const { report, started } = await watch({ ...optionsFor(files), ...more });
    assert.deepEqual([report.scanned.packages, report.candidates, started.length], [1, [], 0]);
  });
}

test('workers that `stask pack` described are found without a process and without importing them', async () => {
  const options = optionsFor(goodPackage('node_modules/a'));
  const folder = join(options.cwd, 'node_modules/a');
  const mark = join(options.cwd, 'imports');
  fs.appendFileSync(
    join(folder, 'index.js'),
    `(await import('node:fs')).appendFileSync(${JSON.stringify(mark)}, 'x');`,
  );
  const inspected = await discover({ ...options, storagePath: temporaryFolder() });
  await packManifest(folder);
  fs.rmSync(mark);
  const { report, started } = await watch(options);
  assert.deepEqual([report.candidates, report.notices], [inspected.candidates, []]);
  assert.deepEqual([started.length, fs.existsSync(mark)], [0, false]);
});

test('a process that has nothing to inspect in the end is ended', async () => {
  const options = optionsFor(goodPackage('node_modules/a'));
  const { report, started } = await watch(options, () => fs.rmSync(join(options.cwd, 'node_modules/a/index.js')));
  assert.deepEqual(
    report.skipped.map(({ reason }) => reason),
    ['entry-missing'],
  );
  const [child] = started as [ChildProcess];
  try {
    if (child.signalCode === null) await once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
  } finally {
    child.kill();
  }
  assert.equal(child.signalCode, 'SIGKILL');
});

test('a process that died before it had work is replaced', async () => {
  const options = optionsFor(goodPackage('node_modules/a'));
  let isFirst = true;
  const { report, started } = await watch(options, (child) => {
    if (isFirst) child.kill('SIGKILL');
    isFirst = false;
  });
  assert.deepEqual([identifiersOf(report), started.length], [['a'], 2]);
});
