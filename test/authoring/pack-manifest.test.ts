import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packManifest } from '#src/authoring/pack-manifest.js';
import { discover } from '#src/discovery/discover.js';
import { isStaskError } from '#src/errors.js';
import { packageJson, temporaryFolder, workerCode, writePackage } from './packages.js';

const isRefused = (error: unknown): boolean => isStaskError(error, 'STASK_CONTRACT_INVALID');

test('the file lets a host register the worker without importing it', async () => {
  const root = writePackage({
    'index.js': workerCode({ before: "if (process.env.MARK) throw new Error('imported');" }),
  });
  const report = await packManifest(root);
  assert.deepEqual([report.workers, report.changed], [['sample'], true]);
  assert.equal((await packManifest(root)).changed, false);
  process.env['MARK'] = '1';
  try {
    const { candidates, notices } = await discover({ cwd: root, storagePath: temporaryFolder() });
    assert.deepEqual(notices, []);
    assert.deepEqual(
      candidates.map(({ identifier, scope }) => [identifier, scope]),
      [['sample', 'shop']],
    );
  } finally {
    delete process.env['MARK'];
  }
});

test('--check refuses a file that is missing, of another version or of other code', async () => {
  const root = writePackage();
  await assert.rejects(packManifest(root, { check: true }), /is missing.*npx stask pack/);
  assert.equal(existsSync(join(root, 'stask.manifest.json')), false);
  await packManifest(root);
  await packManifest(root, { check: true });
  writeFileSync(join(root, 'index.js'), workerCode({ members: 'taskMore() {}' }));
  await assert.rejects(packManifest(root, { check: true }), isRefused);
  await packManifest(root);
  writeFileSync(join(root, 'package.json'), JSON.stringify(packageJson({ version: '1.2.4' })));
  await assert.rejects(packManifest(root, { check: true }), /is stale/);
});

test('a worker that no host would take is not described, and the old file is kept', async () => {
  const root = writePackage();
  const { path } = await packManifest(root);
  const before = readFileSync(path, 'utf8');
  writeFileSync(join(root, 'index.js'), workerCode({ members: 'identifier() { return "not good"; }' }));
  await assert.rejects(packManifest(root), /identifier-invalid/);
  assert.equal(readFileSync(path, 'utf8'), before);
  assert.deepEqual(
    readdirSync(root).filter((name) => name.startsWith('stask.manifest.json.')),
    [],
  );
});
