import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newPackage } from '#src/authoring/new-package.js';
import type { Language, Template } from '#src/authoring/scaffold.js';
import { temporaryFolder } from './packages.js';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const INSTALL = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
const folder = temporaryFolder();
const tarballs: string[] = [];
let stask = '';

/** Runs a program as a person would: nothing of the test runner around it. */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  try {
    return (await promisify(execFile)(program, [...args], { cwd, env })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return assert.fail(`${program} ${args.join(' ')} in ${cwd} failed:\n${stdout ?? ''}\n${stderr ?? String(error)}`);
  }
}

async function pack(cwd: string, ...more: string[]): Promise<string> {
  const name = (await run('npm', ['pack', '--silent', '--pack-destination', folder, ...more], cwd))
    .trim()
    .split('\n')
    .at(-1);
  return join(folder, name ?? '');
}

async function make(template: Template, language: Language): Promise<string> {
  const name = `stask-worker-${template}-${language}`;
  const plain = {
    name,
    template,
    language,
    description: '',
    scope: 'e2e',
    install: false,
    offline: true,
    dryRun: false,
  };
  return (await newPackage({ ...plain, cwd: folder, stask: `file:${stask}` })).folder;
}

before(async () => {
  stask = await pack(REPOSITORY, '--ignore-scripts');
});

const INSTALLED: ReadonlyArray<[Template, Language]> = [
  ['minimal', 'ts'],
  ['csv-import', 'ts'],
  ['http-sync', 'js'],
  ['command', 'js'],
];

for (const [template, language] of INSTALLED) {
  const other = language === 'ts' ? 'js' : 'ts';
  test(`${template} in ${language} installs, builds, tests, passes the check and packs without an edit`, async () => {
    const root = await make(template, language);
    await run('npm', INSTALL, root);
    await run('npm', ['test'], root);
    const { checks } = JSON.parse(await run('npm', ['run', '--silent', 'check', '--', '--json'], root)) as {
      checks: Array<{ level: string; detail: string }>;
    };
    assert.deepEqual(
      checks.filter(({ level }) => level !== 'ok'),
      [],
    );
    tarballs.push(await pack(root));
  });

  test(`${template} in ${other} passes its tests`, async () => {
    const root = await make(template, other);
    const installed = template === 'csv-import' || other === 'js' ? `${template}-${language}` : 'minimal-ts';
    symlinkSync(join(folder, `stask-worker-${installed}`, 'node_modules'), join(root, 'node_modules'));
    await run('npm', ['test'], root);
  });
}

test('npm publish takes what was just built, and refuses code that stask.manifest.json does not describe', async () => {
  const root = join(folder, 'stask-worker-http-sync-js');
  const publish = ['publish', '--dry-run', '--loglevel=error'];
  await run('npm', publish, root);
  const worker = join(root, 'src/worker.js');
  const fresh = readFileSync(worker, 'utf8');
  writeFileSync(worker, `${fresh}// changed after the build\n`);
  await assert.rejects(run('npm', publish, root), /stask.manifest.json (is stale|does not describe this code)/);
  await assert.rejects(run('npm', ['pack', '--dry-run'], root), /stask.manifest.json is stale/); // prepack alone
  writeFileSync(worker, fresh);
});

test('a host that installs the tarballs finds the workers, imports none of them for that, and runs one', async () => {
  const host = temporaryFolder();
  writeFileSync(join(host, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0', private: true }));
  await run('npm', [...INSTALL, stask, ...tarballs], host);
  const bin = join(host, 'node_modules/.bin/stask');
  const found = JSON.parse(await run(bin, ['discover', '--activate', '--json'], host)) as {
    registered: Array<{ identifier: string; scope: string }>;
    skipped: unknown[];
    notices: unknown[];
  };
  assert.deepEqual([found.skipped, found.notices], [[], []]);
  assert.deepEqual(found.registered.map(({ identifier }) => identifier).toSorted(), [
    'command_js',
    'csv_import_ts',
    'http_sync_js',
    'minimal_ts',
  ]);
  assert.ok(found.registered.every(({ scope }) => scope === 'e2e'));
  const { task } = JSON.parse(await run(bin, ['run', 'minimal_ts', 'hello', '--json'], host)) as {
    task: { statusText: string; result: unknown };
  };
  assert.deepEqual([task.statusText, task.result], ['completed', { lines: ['Hello, world!'] }]);
  assert.ok(readdirSync(join(host, 'node_modules/stask-worker-minimal-ts')).includes('stask.manifest.json'));
});
