import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discover } from '#src/discovery/discover.js';
import { fixtureHost, scan, temporaryFolder, workerPackage, writeTree } from './trees.js';

const host = fixtureHost('every-reason');

const TAKEN: ReadonlyArray<[name: string, entries: string[], scope: string]> = [
  ['@acme/scoped', ['main.js'], ''],
  ['byte-order-mark', ['index.js'], ''],
  ['dotted.name.js', ['worker.js'], ''],
  ['healthy', ['dist/worker.js'], 'shop'],
  ['hidden-by-exports', ['internal/worker.js'], ''],
  ['impostor', ['index.js'], ''],
  ['main-by-exports', ['yes.js'], ''],
  ['one-of-two', ['there.js'], ''],
  ['peer-workspace', ['index.js'], ''],
  ['prototype-keys', ['index.js'], ''],
  ['with-exceptions', ['dist/worker.js'], ''],
];

const LEFT_OUT: ReadonlyArray<[name: string, reason: string, detail: RegExp]> = [
  ['broken-json', 'manifest-json', /not valid JSON: .*Repair it/],
  ['missing-as-url', 'entry-missing', /"file:\/\/\/etc\/hosts.js" is not there. Entries are file paths, never URLs/],
  ['missing-below-file', 'entry-missing', /is not there/],
  ['missing-by-url', 'entry-missing', /"%2e%2e\/healthy\/dist\/worker.js" is not there/],
  ['missing-file', 'entry-missing', /"\.\/dist\/worker.js" is not there. Is the package built\?/],
  ['missing-main', 'entry-missing', /"index.js" is not there/],
  ['missing-match', 'entry-missing', /"dist\/\*.js" matches no file/],
  ['not-an-object', 'manifest-json', /no JSON object/],
  ['one-of-two', 'entry-missing', /"\.\/gone.js" is not there/],
  ['outside-absolute', 'entry-outside-package', /relative to its package.json/],
  ['outside-detour', 'entry-outside-package', /outside of the package/],
  ['outside-glob', 'entry-outside-package', /outside of the package/],
  ['outside-nested', 'entry-outside-package', /belongs to another package/],
  ['outside-parent', 'entry-outside-package', /outside of the package/],
  ['peer-no-range', 'peer-mismatch', /"banana" is no version range/],
  ['peer-too-new', 'peer-mismatch', /It wants stask \^99.0.0, this is stask \d/],
  ['schema-empty-list', 'manifest-schema', /workers must not be empty/],
  ['schema-empty-path', 'manifest-schema', /empty path/],
  ['schema-list', 'manifest-schema', /must be an object, true or false/],
  ['schema-number', 'manifest-schema', /must be an object, true or false, got 1/],
  ['schema-scope', 'manifest-schema', /scope must be/],
  ['schema-string', 'manifest-schema', /got "\.\/w.js"/],
  ['schema-workers-mixed', 'manifest-schema', /only strings/],
  ['schema-workers-null', 'manifest-schema', /null/],
  ['schema-workers-number', 'manifest-schema', /workers must be a path or a list/],
  ['type-folder', 'entry-type', /a folder/],
  ['type-glob', 'entry-type', /matches no \.js/],
  ['type-typescript', 'entry-type', /name the built file/],
];

test('every valid manifest is found with its entries and scope, whatever its neighbours look like', async () => {
  const { found } = await scan(host);
  assert.deepEqual(
    found.map(({ name, entries, scope }) => [name, entries.map(({ relative }) => relative), scope]),
    TAKEN,
  );
});

test('everything left out has one entry with its reason code and what to do', async () => {
  const { skipped } = await scan(host);
  assert.deepEqual(
    skipped.map(({ package: name, reason }) => `${name}: ${reason}`),
    LEFT_OUT.map(([name, reason]) => `${name}: ${reason}`),
  );
  for (const [name, , detail] of LEFT_OUT) assert.match(skipped.find((each) => each.package === name)!.detail, detail);
});

test('a package with nothing to offer is broken, not gone, so that its rows are kept', async () => {
  const { broken } = await scan(host);
  assert.deepEqual(
    broken.map(({ package: { name } }) => name).toSorted(),
    LEFT_OUT.map(([name]) => name),
  );
});

test('unknown keys of a manifest are told and change nothing', async () => {
  const { notices } = await scan(host);
  assert.deepEqual(
    notices.map(({ package: name, code }) => [name, code]),
    [
      ['prototype-keys', 'unknown-key'],
      ['prototype-keys', 'unknown-key'],
    ],
  );
  assert.equal(({} as { scope?: unknown }).scope, undefined);
});

test('packages count, folders inside of packages, dot folders and files do not', async () => {
  const { packages, manifests, incompleteBecause } = await scan(host);
  assert.deepEqual(incompleteBecause, []);
  assert.equal(manifests, 38);
  assert.equal(packages, 44);
});

test('the report of discover has the classes of all healthy packages and every reason', async () => {
  const report = await discover({ cwd: host, storagePath: temporaryFolder() });
  assert.deepEqual(
    report.candidates.map(({ identifier }) => identifier),
    [
      'scoped',
      'bom',
      'dotted',
      'healthy',
      'hidden',
      'impostor',
      'main_by_exports',
      'one_of_two',
      'peer_workspace',
    ].concat(['prototype_keys', 'with_exceptions']),
  );
  assert.equal(
    report.candidates.find(({ identifier }) => identifier === 'healthy')?.class,
    'healthy/dist/worker.js#Worker',
  );
  assert.equal(report.candidates.find(({ identifier }) => identifier === 'impostor')?.package.name, 'impostor');
  assert.equal(report.skipped.length, LEFT_OUT.length);
  assert.equal(report.scanned.complete, true);
  assert.ok(report.scanned.durationMs <= report.scanned.totalMs);
});

test('a package.json of 10 MB is left out when it mentions stask anywhere, and ignored otherwise', async () => {
  const filler = 'x'.repeat(10_485_760);
  const root = writeTree({
    'package.json': {},
    'node_modules/early/package.json': { stask: true, filler },
    'node_modules/late/package.json': { filler, stask: true },
    'node_modules/plain/package.json': { filler },
    ...workerPackage('node_modules/long', '1.0.0', { filler: 'x'.repeat(900_000) }),
  });
  const { found, skipped } = await scan(root);
  assert.deepEqual(
    skipped.map(({ package: name, reason }) => `${name}: ${reason}`),
    ['early: manifest-too-big', 'late: manifest-too-big'],
  );
  assert.deepEqual(
    found.map(({ name }) => name),
    ['long'],
  );
});
