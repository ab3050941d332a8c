import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TEMPLATES, type Template } from '#src/authoring/scaffold.js';
import { startRegistry, type LocalRegistry } from '../helpers/local-registry.js';
import { temporaryFolder } from './packages.js';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const folder = temporaryFolder();
let registry: LocalRegistry;

/** Runs a program as a person would, with nothing of the test runner around it, and installs from the registry of the test. */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { NODE_TEST_CONTEXT: _context, ...plain } = process.env;
  const env = { ...plain, npm_config_prefer_offline: 'true', npm_config_loglevel: 'error', ...registry?.env };
  try {
    return (await promisify(execFile)(program, [...args], { cwd, env })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return assert.fail(`${program} ${args.join(' ')} in ${cwd} failed:\n${stdout ?? ''}\n${stderr ?? String(error)}`);
  }
}

before(async () => {
  const packages = [REPOSITORY, join(REPOSITORY, 'plugins/create-stask-worker')];
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  const names = await run('npm', [...args, ...packages], folder);
  const tarballs = names
    .trim()
    .split('\n')
    .map((name) => join(folder, name));
  registry = await startRegistry(tarballs, folder);
});
after(() => registry?.close());

const ALL = (Object.keys(TEMPLATES) as Template[]).flatMap((template) => [
  { template, language: 'ts' },
  { template, language: 'js' },
]);

for (const { template, language } of ALL) {
  const name = `stask-worker-${template}-${language}`;
  test(`${template} in ${language} is made, installed, tested, checked and published without an edit`, async () => {
    const flags = ['--template', template, '--language', language, '--scope', 'e2e', '--yes'];
    await run('npm', ['create', 'stask-worker@latest', name, '--', ...flags], folder);
    const root = join(folder, name);
    await run('npm', ['test'], root);
    const { checks } = JSON.parse(await run('npm', ['run', '--silent', 'check', '--', '--json'], root)) as {
      checks: Array<{ level: string; detail: string }>;
    };
    assert.deepEqual(
      checks.filter(({ level }) => level !== 'ok'),
      [],
    );
    await run('npm', ['publish'], root);
    assert.ok(registry.has().includes(`${name}@0.1.0`));
  });
}

test('npm publish takes what was just built, and refuses code that stask.manifest.json does not describe', async () => {
  const root = join(folder, 'stask-worker-http-sync-js');
  const publish = ['publish', '--dry-run', '--tag', 'next'];
  await run('npm', ['version', 'patch', '--no-git-tag-version'], root);
  await run('npm', ['run', 'build'], root);
  await run('npm', publish, root);
  const worker = join(root, 'src/worker.js');
  const fresh = readFileSync(worker, 'utf8');
  writeFileSync(worker, `${fresh}// changed after the build\n`);
  await assert.rejects(run('npm', publish, root), /stask.manifest.json (is stale|does not describe this code)/);
  await assert.rejects(run('npm', ['pack', '--dry-run'], root), /stask.manifest.json is stale/); // prepack alone
  writeFileSync(worker, fresh);
});

test('a host that installs what was published finds the workers and runs one', async () => {
  const host = temporaryFolder();
  writeFileSync(join(host, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0', private: true }));
  await run('npm', ['install', 'stask', ...ALL.map((each) => `stask-worker-${each.template}-${each.language}`)], host);
  const bin = join(host, 'node_modules/.bin/stask');
  const found = JSON.parse(await run(bin, ['discover', '--activate', '--json'], host)) as {
    registered: Array<{ identifier: string; scope: string }>;
    skipped: unknown[];
    notices: unknown[];
  };
  assert.deepEqual([found.skipped, found.notices], [[], []]);
  assert.deepEqual(found.registered.map(({ identifier }) => identifier).toSorted(), [
    'command_js',
    'command_ts',
    'csv_import_js',
    'csv_import_ts',
    'http_sync_js',
    'http_sync_ts',
    'minimal_js',
    'minimal_ts',
  ]);
  assert.ok(found.registered.every(({ scope }) => scope === 'e2e'));
  const { task } = JSON.parse(await run(bin, ['run', 'minimal_ts', 'hello', '--json'], host)) as {
    task: { statusText: string; result: unknown };
  };
  assert.deepEqual([task.statusText, task.result], ['completed', { lines: ['Hello, world!'] }]);
  assert.ok(readdirSync(join(host, 'node_modules/stask-worker-minimal-ts')).includes('stask.manifest.json'));
});
