import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newPackage, type NewPackageOptions } from '#src/authoring/new-package.js';
import { identifierOf, problemOfName, titleOf } from '#src/authoring/package-name.js';
import { scaffoldFiles, TEMPLATES, type Template } from '#src/authoring/scaffold.js';
import { isStaskError } from '#src/errors.js';
import { temporaryFolder } from './packages.js';

/** A registry that knows one package, `stask-worker-known`. */
const registry = createServer(({ url }, response) => {
  if (url !== '/stask-worker-known') {
    response.writeHead(404).end('{"error":"not found"}');
    return;
  }
  const version = { name: 'stask-worker-known', version: '2.0.0', dist: { tarball: 'http://127.0.0.1/x.tgz' } };
  response.end(
    JSON.stringify({ name: version.name, 'dist-tags': { latest: '2.0.0' }, versions: { '2.0.0': version } }),
  );
});
const variable = 'npm_config_registry';
const given = process.env[variable];
let address = '';

before(async () => {
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  process.env[variable] = address;
});
after(() => {
  registry.closeAllConnections();
  registry.close();
  if (given === undefined) delete process.env[variable];
  else process.env[variable] = given;
});

function make(cwd: string, more: Partial<NewPackageOptions> = {}): ReturnType<typeof newPackage> {
  const plain = {
    name: 'stask-worker-fresh',
    template: 'minimal',
    language: 'js',
    description: 'It works.',
    scope: '',
  } as const;
  return newPackage({ ...plain, cwd, install: false, offline: false, dryRun: false, ...more });
}

async function assertRefused(cwd: string, more: Partial<NewPackageOptions>, message: RegExp): Promise<void> {
  const there = readdirSync(cwd);
  await assert.rejects(
    make(cwd, more),
    (error: Error) => isStaskError(error, 'STASK_USAGE') && message.test(error.message),
  );
  assert.deepEqual(readdirSync(cwd), there);
}

test('a free name gives a folder with every file of the report', async () => {
  const cwd = temporaryFolder();
  const { folder, files, written } = await make(cwd, { name: '@acme/stask-worker-fresh', scope: 'shop' });
  assert.deepEqual([folder, written], [join(cwd, 'stask-worker-fresh'), true]);
  for (const file of files) assert.ok(existsSync(join(folder, file)), file);
  const json = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(json['stask'], { workers: ['./src/worker.js'], scope: 'shop' });
  assert.deepEqual(readdirSync(cwd), ['stask-worker-fresh']);
});

test('a folder that exists, an invalid or taken name and a silent registry are refused, and nothing is written', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'stask-worker-there'));
  await assertRefused(cwd, { name: 'stask-worker-there' }, /exists already/);
  for (const name of ['', 'Upper', '../escape', 'a b', '.dot', 'fs', '@x/', 'x'.repeat(215)])
    await assertRefused(cwd, { name }, /cannot be the name of a package/);
  await assertRefused(cwd, { name: 'stask-worker-known' }, /is taken: the registry has version 2.0.0/);
  process.env[variable] = 'http://127.0.0.1:1/';
  try {
    await assertRefused(cwd, {}, /cannot be asked.*--offline/);
    await make(cwd, { offline: true });
  } finally {
    process.env[variable] = address;
  }
});

test('an install that fails leaves nothing behind', async () => {
  const cwd = temporaryFolder();
  await assertRefused(cwd, { install: true, stask: 'file:./missing.tgz' }, /npm install.* failed.*Nothing was written/);
});

test('a dry run lists the files and writes nothing', async () => {
  const cwd = temporaryFolder();
  const report = await make(cwd, { name: 'stask-worker-known', dryRun: true });
  assert.deepEqual([report.written, report.files.includes('src/worker.js')], [false, true]);
  assert.deepEqual(readdirSync(cwd), []);
});

test('no placeholder is left in a template, and a description is text whatever is in it', () => {
  const description = `It's "quoted" \\ and\nbroken`;
  for (const template of Object.keys(TEMPLATES) as Template[]) {
    for (const language of ['ts', 'js'] as const) {
      const files = scaffoldFiles({ name: 'stask-worker-mail', template, language, description, scope: '' });
      for (const [path, text] of Object.entries(files)) assert.doesNotMatch(text, /__\w+__/, `${template} ${path}`);
      assert.match(files['README.md'] ?? '', /^# stask-worker-mail\n\nIt's "quoted" \\ and broken\n/);
      assert.match(files[`src/worker.${language}`] ?? '', /description: 'It\\'s "quoted" \\\\ and broken'/);
    }
  }
});

test('identifier and title come from the name', () => {
  const names = ['stask-worker-mail', '@acme/price.list', '2fast', 'mail-stask-worker'];
  assert.deepEqual(names.map(identifierOf), ['mail', 'price_list', 'worker_2fast', 'mail']);
  assert.equal(titleOf('price_list'), 'Price list');
  assert.equal(problemOfName('@acme/stask-worker-mail'), undefined);
});
