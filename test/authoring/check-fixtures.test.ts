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
import { basename, dirname, join, sep } from 'node:path';
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

const hosts = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((group) => group.isDirectory())
  .flatMap(({ name }) => readdirSync(join(FIXTURES, name)).map((host) => join(name, host)));
const withModules = hosts.filter((host) => existsSync(join(FIXTURES, host, 'node_modules')));

for (const host of withModules) {
  test(`check gives the reasons of discovery for the packages of ${host}`, async () => {
    const expected = await reasonsOfDiscovery(join(FIXTURES, host));
    assert.ok(Object.keys(expected).length > 0);
    assert.deepEqual(await reasonsOfCheck(packagesIn(join(FIXTURES, host, 'node_modules'))), expected);
  });
}

for (const [group, fewest] of [
  ['inspect', 20],
  ['browser', 1],
] as const) {
  test(`check gives the reasons of discovery for every package of ${group}`, async () => {
    const packages = packagesIn(join(FIXTURES, group));
    const host = join(temporary, group);
    mkdirSync(join(host, 'node_modules'), { recursive: true });
    writeFileSync(join(host, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0' }));
    for (const [name, folder] of packages) symlinkSync(folder, join(host, 'node_modules', name));
    const expected = await reasonsOfDiscovery(host);
    assert.ok(Object.keys(expected).length >= fewest, JSON.stringify(expected));
    assert.deepEqual(await reasonsOfCheck(packages), expected);
  });
}

test('no fixture is left out, but dot folders, which are no packages for discovery', () => {
  const modules = withModules.map((host) => join(FIXTURES, host, 'node_modules'));
  const looked = [...modules, join(FIXTURES, 'inspect'), join(FIXTURES, 'browser')].flatMap((folder) => [
    ...packagesIn(folder).values(),
  ]);
  const isLookedAt = (folder: string): boolean =>
    withModules.some((host) => folder === join(FIXTURES, host)) ||
    looked.some((known) => folder === known || folder.startsWith(`${known}${sep}`));
  const all = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === 'package.json' && !basename(dirname(path)).startsWith('.'))
    .map((path) => dirname(join(FIXTURES, path)));
  assert.deepEqual(
    all.filter((folder) => !isLookedAt(folder)),
    [],
  );
});
