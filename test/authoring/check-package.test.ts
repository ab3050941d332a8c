import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkPackage } from '#src/authoring/check-package.js';
import { packManifest } from '#src/authoring/pack-manifest.js';
import { isStaskError } from '#src/errors.js';
import { packageJson, temporaryFolder, workerCode, writePackage } from './packages.js';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** `check: detail` of what fails. */
async function failures(root: string): Promise<string[]> {
  const checks = await checkPackage(root);
  assert.ok(checks.every(({ ok, level }) => ok === (level !== 'fail')));
  return checks.filter(({ ok }) => !ok).map(({ check, detail }) => `${check}: ${detail}`);
}

async function assertFails(root: string, ...expected: readonly RegExp[]): Promise<void> {
  const found = await failures(root);
  assert.equal(found.length, expected.length, found.join('\n'));
  for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? '', pattern);
}

test('a package that is in order passes every check, and nothing is left in its folder', async () => {
  const root = writePackage();
  await packManifest(root);
  const checks = await checkPackage(root);
  assert.deepEqual(
    checks.filter(({ level }) => level !== 'ok'),
    [],
  );
  assert.deepEqual([...new Set(checks.map(({ check }) => check))].toSorted(), [
    'dependencies',
    'entries',
    'exports',
    'icons',
    'identifiers',
    'import effects',
    'import time',
    'manifest',
    'package.json',
    'peer',
    'peer range',
    'published copy',
    'schemas',
    'secrets',
    'static manifest',
    'tarball',
    'widgets',
    'worker classes',
  ]);
  assert.equal(existsSync(join(root, 'node_modules')), false);
});

test('a file that is used and not packed fails', async () => {
  const files = ['index.d.ts', 'README.md', 'stask.manifest.json'];
  await assertFails(
    writePackage({ 'package.json': packageJson({ files }) }),
    /^tarball: index.js is an entry and not in the tarball/,
    /^exports: index.js is not in the tarball/,
  );
  const helped = { 'index.js': workerCode({ before: "import './lib/help.js';" }), 'lib/help.js': '' };
  await assertFails(writePackage(helped), /^published copy: import-failed|^published copy: dependency-missing/);
});

test('stask as a dependency, no peer, and a dependency that only the author has fail', async () => {
  const dependent = packageJson({ dependencies: { stask: '^1.0.0' } });
  await assertFails(writePackage({ 'package.json': dependent }), /^peer: stask is in "dependencies"/);
  const peerless = packageJson({ peerDependencies: {} });
  await assertFails(writePackage({ 'package.json': peerless }), /^peer: Add stask to "peerDependencies"/);
  const lazy = { 'index.js': workerCode({ members: "async taskLazy() { await import('left-pad/x.js'); }" }) };
  const forgotten = packageJson({ devDependencies: { 'left-pad': '1.0.0' } });
  await assertFails(writePackage({ ...lazy, 'package.json': forgotten }), /^dependencies: index.js imports "left-pad"/);
});

test('secrets without a mark, icons that are too big or not packed, and settings that do not fit fail', async () => {
  const members = `settings() { return { api: { url: '', token: '' }, size: 'big' }; }
    get settingsSchema() { return { type: 'object', properties: { size: { type: 'number' } } }; }
    icon() { return './icon.svg'; }`;
  await assertFails(
    writePackage({ 'index.js': workerCode({ members }), 'icon.svg': '<svg/>'.padEnd(40_000) }),
    /^schemas: sample: default setting \/size/,
    /^secrets: sample: setting "api.token"/,
    /^icons: sample: icon ".\/icon.svg" has 40000 bytes/,
  );
});

test('an import that writes to stdout, stays busy or is slow fails', async () => {
  const noisy = "console.log('hello'); setInterval(() => {}, 1000); globalThis.mark = 1; process.env.MARK = '1';";
  const root = writePackage({ 'index.js': workerCode({ before: noisy }) });
  await assertFails(root, /^import effects: it leaves Timeout open.*; it writes to stdout: "hello/);
  const warnings = (await checkPackage(root)).filter(({ level }) => level === 'warn').map(({ detail }) => detail);
  assert.match(warnings.join('\n'), /globalThis.mark, process.env/);
  const slow = 'await new Promise((resolve) => setTimeout(resolve, 700));';
  await assertFails(
    writePackage({ 'index.js': workerCode({ before: slow }) }),
    /^import time: 7\d\d ms, more than 500/,
  );
});

test('helpers that tslib puts into globalThis are not laid to the author, others of that name are', async () => {
  const before = "import 'tslib'; globalThis.__own = 1; globalThis.__spread = () => {};";
  const dependencies = { tslib: '^2.0.0' };
  const root = writePackage({ 'index.js': workerCode({ before }), 'package.json': packageJson({ dependencies }) });
  mkdirSync(join(root, 'node_modules'));
  cpSync(join(REPOSITORY, 'node_modules/tslib'), join(root, 'node_modules/tslib'), { recursive: true });
  const warnings = (await checkPackage(root)).filter(
    ({ check, level }) => check === 'import effects' && level === 'warn',
  );
  assert.deepEqual(
    warnings.map(({ detail }) => detail),
    ["Importing it changes globalThis.__spread, globalThis.__own of the host's process."],
  );
});

const rendering = (body: string): string =>
  writePackage({ 'index.js': workerCode({ members: `async renderWidget() { ${body} }` }) });

test('a widget that cannot be drawn, throws or ends the process fails; HTML and a description do not', async () => {
  await assertFails(
    rendering("return [{ kind: 'stat', title: 'Rows', values: 3 }]"),
    /^widgets: The widget of worker "sample" cannot be drawn: \/0\/values is not a field of a stat. Did you mean "value"\?; \/0\/value expects/,
  );
  await assertFails(
    rendering("return { kind: 'action', action: 'stop' }"),
    /action of this worker \(run\), got "stop"/,
  );
  await assertFails(rendering("throw new Error('no file')"), /^widgets: renderWidget\(\) of "sample" threw: no file/);
  await assertFails(rendering('process.exit(0)'), /^widgets: renderWidget\(\) gave no answer/);
  for (const [body, shown] of [
    ["return '<p>'", 'sample: markup'],
    ["console.log('hello'); return { kind: 'action', action: 'RUN' }", 'sample: described'],
  ] as const) {
    const checks = await checkPackage(rendering(body));
    assert.deepEqual(
      checks.filter(({ check }) => check === 'widgets').map(({ ok, detail }) => [ok, detail]),
      [[true, shown]],
    );
  }
});

test('a static manifest that does not describe the code fails', async () => {
  const root = writePackage({ 'stask.manifest.json': '{"format":1}' });
  await assertFails(root, /^static manifest: .* run `stask pack`/);
});

test('publint and attw are asked where the author has them', async () => {
  const root = writePackage({
    'index.d.ts': "import type { Gone } from './gone.js';\nexport declare const gone: Gone;\n",
  });
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, '@arethetypeswrong'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules/publint'), join(modules, 'publint'));
  symlinkSync(join(REPOSITORY, 'node_modules/@arethetypeswrong/cli'), join(modules, '@arethetypeswrong/cli'));
  await assertFails(root, /^attw: node16 \(from ESM\): Internal resolution error; bundler: Internal resolution error/);
  const exports = { default: './index.js', types: './index.d.ts' };
  const fine = { 'index.d.ts': 'export {};\n', 'package.json': packageJson({ exports }) };
  for (const [path, content] of Object.entries(fine))
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  const [publint] = (await failures(root)).filter((line) => line.startsWith('publint'));
  assert.match(publint ?? '', /types should be the first/);
});

test('a folder without a package is an error', async () => {
  await assert.rejects(checkPackage(temporaryFolder()), (error) => isStaskError(error, 'STASK_PACKAGE_NOT_FOUND'));
});
