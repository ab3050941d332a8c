import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { writeTree, temporaryFolder } from '../discovery/trees.js';
import { startRegistry } from '../helpers/local-registry.js';
import { runCommand } from '../layouts/run-command.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const recipe = readFileSync(join(root, 'docs/recipes/pnpm-monorepo/README.md'), 'utf8');

const wanted = process.env['CI'] === 'true' || process.env['STASK_TEST_LAYOUTS'] === 'all';
const skip = wanted ? false : 'set STASK_TEST_LAYOUTS=all';

test('the pnpm monorepo of the recipe finds its own worker package and runs it', { skip }, async () => {
  const folder = temporaryFolder();
  const { stdout } = await runCommand(folder, ['npm', 'pack', '--json', '--ignore-scripts', root]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];

  const registry = await startRegistry([join(folder, filename)], folder);
  after(() => registry.close());
  const files = [...recipe.matchAll(/^`([^`]+)`\n\n```\w+\n([^]*?)^```/gm)];
  assert.equal(files.length, 4);
  writeTree(Object.fromEntries(files.map(([, path = '', text = '']) => [path, text])), folder);

  const pnpm = (...args: string[]) =>
    runCommand(join(folder, 'apps/shop'), ['npx', '--yes', '--package', 'pnpm@10', 'pnpm', ...args], registry.env);
  await pnpm('install', '--no-frozen-lockfile', '--ignore-scripts');
  const found = await pnpm('exec', 'stask', 'discover', '--activate', '--json');
  const { registered } = JSON.parse(found.stdout) as { registered: Array<{ identifier: string; direct: boolean }> };
  assert.deepEqual(
    registered.map(({ identifier, direct }) => [identifier, direct]),
    [['shop', true]],
  );
  const ran = await pnpm('exec', 'stask', 'run', 'shop', 'hello', '--json');
  const { task } = JSON.parse(ran.stdout) as { task: { result: unknown } };
  assert.equal(task.result, 'Hello from the workspace');
});
