import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkPackage } from '#src/authoring/check-package.js';
import { packageJson, workerCode, writePackage } from './packages.js';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../../..');

const withJson = (more: object) => ({ 'package.json': packageJson(more) });
const withCode = (members: string) => ({ 'index.js': workerCode({ members }) });
const withOptions = (schema: string) => ({
  'index.js': `import { defineWorker } from 'stask/worker';
export default defineWorker({ identifier: 'sample', actions: { run: { options: ${schema}, run() {} } } });`,
});

/** A fault, the package that has it, and what the line of the check says. */
const FAULTS: ReadonlyArray<readonly [string, Readonly<Record<string, string | object>>, RegExp]> = [
  ['an empty list of workers', withJson({ stask: { workers: [] } }), /^manifest manifest-schema .*workers/],
  ['a manifest that is a path', withJson({ stask: './index.js' }), /^manifest manifest-schema .*"\.\/index\.js"/],
  ['no manifest', withJson({ stask: undefined }), /^manifest .*has no "stask" key/],
  ['an entry that is not there', withJson({ stask: { workers: './gone.js' } }), /^entries entry-missing .*gone\.js/],
  ['an entry outside', withJson({ stask: { workers: '../x.js' } }), /^entries entry-outside-package .*\.\.\/x\.js/],
  ['an entry that is no code', withJson({ stask: { workers: './README.md' } }), /^entries entry-type .*README\.md/],
  [
    'an identifier with a blank',
    withCode("identifier() { return 'a b'; }"),
    /^worker classes identifier-invalid .*a b/,
  ],
  [
    'an identifier that changes',
    withCode('identifier() { return `a${Math.round(performance.now() * 1e6)}`; }'),
    /^worker classes identifier-unstable/,
  ],
  [
    'two workers of one identifier',
    { 'index.js': `${workerCode({})}\nexport class Other extends SampleWorker {}\n` },
    /^worker classes identifier-taken|^identifiers .*both "sample"/,
  ],
  [
    'two methods of one action',
    withCode('taskSyncStock() {} tasksync_stock() {} taskSYNCStock() {}'),
    /^worker classes action-conflict .*sync_stock/,
  ],
  [
    'no action',
    { 'index.js': workerCode({}).replace('taskRun() {}', '') },
    /^worker classes contract-invalid .*action/,
  ],
  [
    'options that are no schema',
    withOptions("{ type: 'objekt' }"),
    /^(worker classes|schemas) .*objekt|^(worker classes|schemas) .*type/,
  ],
  [
    'options with a pattern that is none',
    withOptions("{ type: 'object', properties: { a: { type: 'string', pattern: '(' } } }"),
    /^(worker classes|schemas) .*pattern|^(worker classes|schemas) .*regular/,
  ],
  [
    'a peer range of another version',
    withJson({ peerDependencies: { stask: '^9.0.0' } }),
    /^peer range peer-mismatch .*\^9\.0\.0/,
  ],
  ['a peer range that is none', withJson({ peerDependencies: { stask: 'newest' } }), /^peer .*newest/],
  ['a setting that is a secret', withCode("settings() { return { api_key: '' }; }"), /^secrets .*"api_key".*writeOnly/],
  ['a file that npm leaves out', withJson({ files: ['*.d.ts'] }), /^tarball .*index\.js.*"files"/],
  [
    'an import that fails',
    { 'index.js': 'throw new Error("not today");' },
    /^worker classes import-failed .*not today/,
  ],
  ['an import that ends the process', { 'index.js': 'process.exit(3);' }, /^worker classes import-exited .*3/],
  [
    'a dependency that is not there',
    { 'index.js': "import 'not-installed-at-all';" },
    /^worker classes dependency-missing .*not-installed-at-all/,
  ],
  [
    'an import that starts something',
    { 'index.js': workerCode({ before: 'setInterval(() => {}, 1e6);' }) },
    /^import effects .*Timeout/,
  ],
];

for (const [fault, files, expected] of FAULTS) {
  test(`check finds ${fault} and says which`, async () => {
    const root = writePackage(files);
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(REPOSITORY, join(root, 'node_modules/stask'));
    const failures = (await checkPackage(root))
      .filter(({ ok }) => !ok)
      .map(({ check, reason, detail }) => [check, reason, detail].filter(Boolean).join(' '));
    assert.match(failures.find((line) => expected.test(line)) ?? failures.join('\n'), expected);
  });
}
