import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { discover } from '#src/discovery/discover.js';
import { runCommand } from '../layouts/run-command.js';
import { temporaryFolder } from './temporary-folder.js';

const PLUGINS = join(dirname(fileURLToPath(import.meta.url)), '../../../plugins');
const names = readdirSync(PLUGINS).filter((name) => name.startsWith('stask-worker-'));
const host = temporaryFolder();
const storagePath = join(host, 'storage');

/** Unpacks what `npm publish` would upload; `npm pack` runs the script that refuses a stale manifest. */
async function installPacked(name: string): Promise<void> {
  const folder = join(host, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  const { stdout } = await runCommand(join(PLUGINS, name), ['npm', 'pack', '--json', '--pack-destination', host]);
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
  await runCommand(host, ['tar', '-xzf', filename, '--strip-components=1', '-C', folder]);
}

before(async () => {
  writeFileSync(join(host, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0' }));
  for (const name of names) await installPacked(name);
});

test('every plugin as it is published is registered without being imported', async () => {
  // Nothing but the plugins is installed here, stask neither: none of them could be imported.
  const { candidates, skipped } = await discover({ cwd: host, storagePath });
  assert.deepEqual(skipped, []);
  assert.deepEqual(candidates.map(({ package: { name } }) => name).toSorted(), names.toSorted());
});

test('one without stask.manifest.json would have to be imported, which fails here', async () => {
  rmSync(join(host, 'node_modules/stask-worker-mail/stask.manifest.json'));
  const { skipped } = await discover({ cwd: host, storagePath });
  assert.deepEqual(
    skipped.map(({ package: name, reason }) => [name, reason]),
    [['stask-worker-mail', 'dependency-missing']],
  );
});
