import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { FoundPackage } from '#src/discovery/found-package.js';
import { makeStaticManifest, readStaticManifest } from '#src/discovery/static-manifest.js';
import { fixture, identifiers, inspect, packageIn } from './inspect-fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'stask-static-manifest-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const METADATA = {
  identifier: 'mail',
  scope: 'office',
  title: 'Mail',
  description: '',
  icon: 'mail',
  settings: { from: 'a@example.org' },
  actions: [{ name: 'send', maxAttempts: 2 }],
};

const WORKER = { entry: 'index.js', export: 'MailWorker', ...METADATA };

/** A package whose code fails when it is imported, with a static manifest made from it. */
function staticPackage(
  name: string,
  change: (manifest: Record<string, unknown>) => unknown = (same) => same,
): FoundPackage {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name, version: '1.0.0', type: 'module' }));
  writeFileSync(join(root, 'index.js'), 'throw new Error("imported");');
  const found = packageIn(root, name, { files: ['index.js'], staticManifest: join(root, 'stask.manifest.json') });
  const candidate = { package: found, class: `${name}/index.js#MailWorker`, ...METADATA };
  const manifest = { ...makeStaticManifest({ name, version: '1.0.0' }, found.entries, [candidate]) };
  const content = change(manifest);
  writeFileSync(found.staticManifest!, typeof content === 'string' ? content : JSON.stringify(content));
  return found;
}

test('a package with a static manifest is registered without importing it', async () => {
  const found = staticPackage('static');
  const report = await inspect([found]);
  assert.deepEqual([report.skipped, report.notices], [[], []]);
  const { package: identity, ...candidate } = report.candidates[0]!;
  assert.equal(identity.name, 'static');
  assert.deepEqual(candidate, { class: 'static/index.js#MailWorker', ...METADATA });
});

test('under another name the workers are those of that name', async () => {
  const report = await inspect([{ ...staticPackage('real-name'), name: 'alias' }]);
  assert.equal(report.candidates[0]?.class, 'alias/index.js#MailWorker');
});

const NOT_BELIEVED: ReadonlyArray<[what: string, change: (manifest: Record<string, unknown>) => unknown, why: RegExp]> =
  [
    ['of a later format', (manifest) => ({ ...manifest, format: 2 }), /"format" is 2/],
    ['without a format', (manifest) => ({ ...manifest, format: undefined }), /"format" is missing/],
    ['of another package', (manifest) => ({ ...manifest, package: 'other' }), /the package "other"/],
    ['of another version', (manifest) => ({ ...manifest, version: '0.9.0' }), /version 0\.9\.0, installed is 1\.0\.0/],
    [
      'made from other files',
      (manifest) => ({ ...manifest, entries: { 'index.js': 'abc' } }),
      /"index\.js" is not the file/,
    ],
    ['with too few files', (manifest) => ({ ...manifest, entries: {} }), /"index\.js" is not the file/],
    [
      'with too many files',
      (manifest) => ({ ...manifest, entries: { ...(manifest.entries as object), 'b.js': '' } }),
      /"b\.js" is not the file/,
    ],
    [
      'with a worker elsewhere',
      (manifest) => ({ ...manifest, workers: [{ ...WORKER, entry: '../x.js' }] }),
      /is no entry/,
    ],
    ['with a worker twice', (manifest) => ({ ...manifest, workers: [WORKER, WORKER] }), /a class twice/],
    [
      'with an illegal identifier',
      (manifest) => ({ ...manifest, workers: [{ ...WORKER, identifier: '' }] }),
      /workers\[0\]/,
    ],
    [
      'with a worker without actions',
      (manifest) => ({ ...manifest, workers: [{ ...WORKER, actions: [] }] }),
      /workers\[0\]/,
    ],
    ['without workers', (manifest) => ({ ...manifest, workers: undefined }), /"workers" are needed/],
    ['that is no JSON', () => '{', /JSON/],
    ['that is no object', () => '[]', /not a JSON object/],
    ['that is too big', () => ' '.repeat(5_000_000), /at most/],
  ];

for (const [what, change, why] of NOT_BELIEVED) {
  test(`a static manifest ${what} is not believed, which is a notice`, () => {
    const result = readStaticManifest(staticPackage(what.replaceAll(' ', '-'), change));
    assert.ok('problem' in result);
    assert.match(result.problem, /^stask\.manifest\.json is not used: /);
    assert.match(result.problem, why);
  });
}

test('a package whose static manifest is not believed is inspected', async () => {
  const stale = staticPackage('stale', (manifest) => ({ ...manifest, version: '0.9.0' }));
  const healthy = { ...fixture('healthy'), staticManifest: join(folder, 'nowhere.json') };
  const report = await inspect([stale, healthy]);
  assert.deepEqual(identifiers(report), ['healthy']);
  assert.equal(report.skipped[0]?.reason, 'import-failed');
  assert.deepEqual(
    report.notices.map((notice) => `${notice.package} ${notice.code}`),
    ['stale static-manifest', 'healthy static-manifest'],
  );
});

test('a key __proto__ in a static manifest changes no prototype', async () => {
  const found = staticPackage('proto', (manifest) =>
    JSON.stringify(manifest).replace('"settings":{', '"settings":{"__proto__":{"polluted":true},'),
  );
  const { settings } = (await inspect([found])).candidates[0]!;
  assert.deepEqual(Object.keys(settings), ['from']);
});
