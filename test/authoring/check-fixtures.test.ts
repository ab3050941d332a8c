import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openAuthorPackage } from '#src/authoring/author-package.js';
import { checkDiscovery } from '#src/authoring/check-discovery.js';
import { discover } from '#src/discovery/discover.js';

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures');
const TIMEOUT_MS = 4_000;

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'stask-check-')));
after(() => rmSync(temporary, { recursive: true, force: true }));

/** Package folders in `folder`, scoped ones included, by name. */
function packagesIn(folder: string): Map<string, string> {
  const names = readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  const packages = names.filter((name) => !name.startsWith('.') && existsSync(join(folder, name, 'package.json')));
  return new Map(packages.map((name) => [name, join(folder, name)]));
}

/** Reasons that `stask check` gives in each folder, by name; packages without any are left out. */
async function reasonsOfCheck(packages: ReadonlyMap<string, string>): Promise<Record<string, string[]>> {
  const waiting = [...packages];
  const reasons: Record<string, string[]> = {};
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, folder] = next;
      const checks = checkDiscovery(await openAuthorPackage(folder, TIMEOUT_MS));
      const found = checks.flatMap(({ reason }) => reason ?? []).toSorted();
      if (found.length > 0) reasons[name] = found;
    }
  };
  await Promise.all([work(), work(), work()]);
  return sorted(reasons);
}

async function reasonsOfDiscovery(cwd: string): Promise<Record<string, string[]>> {
  const { skipped } = await discover({ cwd, storagePath: join(temporary, 'storage'), inspectTimeoutMs: TIMEOUT_MS });
  const reasons: Record<string, string[]> = {};
  for (const { package: name, reason } of skipped) reasons[name] = [...(reasons[name] ?? []), reason].toSorted();
  return sorted(reasons);
}

function sorted(reasons: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(reasons).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

for (const host of readdirSync(join(FIXTURES, 'discovery'))) {
  const modules = join(FIXTURES, 'discovery', host, 'node_modules');
  if (!existsSync(modules)) continue;
  test(`check gives the reasons of discovery for the packages of ${host}`, async () => {
    const expected = await reasonsOfDiscovery(dirname(modules));
    assert.ok(Object.keys(expected).length > 0);
    assert.deepEqual(await reasonsOfCheck(packagesIn(modules)), expected);
  });
}

test('check gives the reasons of discovery for every package that inspection meets', async () => {
  const packages = packagesIn(join(FIXTURES, 'inspect'));
  const host = join(temporary, 'host');
  mkdirSync(join(host, 'node_modules'), { recursive: true });
  writeFileSync(join(host, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0' }));
  for (const [name, folder] of packages) symlinkSync(folder, join(host, 'node_modules', name));
  const expected = await reasonsOfDiscovery(host);
  assert.ok(Object.keys(expected).length > 20);
  assert.deepEqual(await reasonsOfCheck(packages), expected);
});
