import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { FoundPackage } from '#src/discovery/found-package.js';
import { identifiers, inspect, packageIn } from './inspect-fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'stask-inspection-cache-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const WORKER = `
  appendFileSync(new URL('imports', import.meta.url), 'x');
  export class CountedWorker {
    identifier() { return 'counted'; }
    scope() { return ''; }
    title() { return 'Counted'; }
    description() { return ''; }
    icon() { return ''; }
    settings() { return {}; }
    taskRun() {}
  }`;

/** A package that writes a mark into its folder each time it is imported. */
function countingPackage(name: string, code = WORKER): FoundPackage {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'index.js'), `import { appendFileSync } from 'node:fs';${code}`);
  return packageIn(root, name);
}

function importsOf({ root }: FoundPackage): number {
  const file = join(root, 'imports');
  return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
}

test('a package that has not changed is answered without importing it', async () => {
  const found = countingPackage('unchanged');
  const cachePath = join(folder, 'storage/unchanged.json');
  const first = await inspect([found], { cachePath });
  const second = await inspect([{ ...found, direct: false, scope: 'late' }], { cachePath });
  assert.equal(importsOf(found), 1);
  assert.deepEqual(second.candidates, [
    { ...first.candidates[0]!, scope: 'late', package: { ...first.candidates[0]!.package, direct: false } },
  ]);
});

test('a package whose fingerprint changed is imported again', async () => {
  const found = countingPackage('changed');
  const cachePath = join(folder, 'changed.json');
  await inspect([found], { cachePath });
  await inspect([{ ...found, fingerprint: 'second' }], { cachePath });
  assert.equal(importsOf(found), 2);
  await inspect([{ ...found, fingerprint: 'second' }], { cachePath });
  assert.equal(importsOf(found), 2);
});

test('inspecting some packages forgets nothing of the others', async () => {
  const [one, two] = [countingPackage('one'), countingPackage('two')];
  const cachePath = join(folder, 'others.json');
  await inspect([one], { cachePath });
  await inspect([two], { cachePath });
  assert.deepEqual(identifiers(await inspect([one, two], { cachePath })), ['counted', 'counted']);
  assert.deepEqual([importsOf(one), importsOf(two)], [1, 1]);
});

test('a package that could not be loaded is looked at again, one without classes is not', async () => {
  const broken = countingPackage('broken', `appendFileSync(new URL('imports', import.meta.url), 'x'); throw 1;`);
  const empty = countingPackage('empty', `appendFileSync(new URL('imports', import.meta.url), 'x');`);
  const cachePath = join(folder, 'failures.json');
  for (let scan = 0; scan < 2; scan++) {
    const report = await inspect([broken, empty], { cachePath });
    assert.deepEqual(
      report.skipped.map(({ reason }) => reason),
      ['import-failed', 'no-worker-class'],
    );
  }
  assert.deepEqual([importsOf(broken), importsOf(empty)], [2, 1]);
});

test('a damaged, foreign or forged cache is rebuilt and never trusted', async () => {
  const found = countingPackage('forged');
  const cachePath = join(folder, 'forged.json');
  const good = await inspect([found], { cachePath });
  const text = readFileSync(cachePath, 'utf8');
  const forgeries = [
    '',
    '{',
    'null',
    '[]',
    '{"packages":[]}',
    text.slice(0, -10),
    text.replace('"format":1', '"format":0'),
    text.replace(/"node":"\d+"/, '"node":"1"'),
    text.replace(/"stask":"[^"]+"/, '"stask":"0.0.1"'),
    text.replace('"counted"', '"../counted"'),
    text.replace('"counted"', '7'),
    text.replace(/"actions":\[.*?\]/, '"actions":[]'),
    text.replace(/"actions":\[.*?\]/, '"actions":[{"name":"run","maxAttempts":"many"}]'),
    text.replace('"settings":{}', '"settings":[]'),
    text.replace('"leftOut":[]', '"leftOut":[{"entry":"","reason":"invented","detail":""}]'),
  ];
  for (const [index, forged] of forgeries.entries()) {
    assert.notEqual(forged, text, `forgery ${index}`);
    writeFileSync(cachePath, forged);
    const report = await inspect([found], { cachePath });
    assert.deepEqual(report, good, `forgery ${index}`);
    assert.equal(importsOf(found), index + 2, `forgery ${index}`);
    assert.equal(readFileSync(cachePath, 'utf8'), text, `forgery ${index}`);
  }
});

test('a key __proto__ in the cache changes no prototype', async () => {
  const found = countingPackage('proto');
  const cachePath = join(folder, 'proto.json');
  await inspect([found], { cachePath });
  const text = readFileSync(cachePath, 'utf8');
  writeFileSync(cachePath, text.replace('"settings":{}', '"settings":{"a":1,"__proto__":{"polluted":true}}'));
  const report = await inspect([found], { cachePath });
  assert.deepEqual(Object.entries(report.candidates[0]!.settings), [['a', 1]]);
  assert.equal(Object.getPrototypeOf(report.candidates[0]!.settings), Object.prototype);
});

test('a cache that cannot be written or read costs only time', async () => {
  const found = countingPackage('unwritable');
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'a-folder'));
  for (const cachePath of [join(folder, 'file/below.json'), join(folder, 'a-folder')]) {
    assert.deepEqual(identifiers(await inspect([found], { cachePath })), ['counted']);
  }
  const readonly = join(folder, 'readonly');
  mkdirSync(readonly);
  chmodSync(readonly, 0o500);
  assert.deepEqual(identifiers(await inspect([found], { cachePath: join(readonly, 'below/cache.json') })), ['counted']);
});

test('no temporary file stays beside the cache', () => {
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
});
