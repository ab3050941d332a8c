import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Package files by the name under which a host depends on them, and the sources of the small ones. */
export interface Packages {
  readonly tarballs: Readonly<Record<string, string>>;
  readonly sources: string;
}

interface SmallPackage {
  readonly folder: string;
  readonly name: string;
  readonly version?: string;
  readonly identifier: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Packs sTask, its plugins and small worker packages into `folder`. */
export async function packPackages(folder: string): Promise<Packages> {
  const sources = join(folder, 'sources');
  const pack = async (source: string) => {
    const { stdout } = await runCommand(folder, ['npm', 'pack', '--json', '--ignore-scripts', source]);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    return join(folder, filename);
  };
  const small = (definition: SmallPackage) => pack(writePackage(sources, definition));
  const older = await small({ folder: 'twice-1', name: 'layout-twice', identifier: 'twice' });
  const transitive = await small({ folder: 'transitive', name: 'layout-transitive', identifier: 'transitive' });
  const dependencies = { 'layout-transitive': `file:${transitive}`, 'layout-twice': `file:${older}` };
  const plugins = readdirSync(join(root, 'plugins')).filter(
    (name) => name.startsWith('stask-worker-') && existsSync(join(root, 'plugins', name, 'package.json')),
  );
  const tarballs: Record<string, string> = {
    stask: await pack(root),
    'layout-direct': await small({ folder: 'direct', name: 'layout-direct', identifier: 'direct', dependencies }),
    'layout-twice': await small({ folder: 'twice-2', name: 'layout-twice', version: '2.0.0', identifier: 'twice' }),
    '@layout/scoped': await small({ folder: 'scoped', name: '@layout/scoped', identifier: 'scoped' }),
    'layout-alias': await small({ folder: 'alias', name: 'layout-original', identifier: 'alias' }),
  };
  for (const name of plugins) tarballs[name] = await pack(join(root, 'plugins', name));
  return { tarballs, sources };
}

/** What every layout has to find: identifier, package, version, direct. */
export const EXPECTED: ReadonlyArray<readonly [string, string, string, boolean]> = [
  ['alias', 'layout-alias', '1.0.0', true],
  ['direct', 'layout-direct', '1.0.0', true],
  ['feed', 'stask-worker-feed', pluginVersion('stask-worker-feed'), true],
  ['http', 'stask-worker-http', pluginVersion('stask-worker-http'), true],
  ['http_check', 'stask-worker-http-check', pluginVersion('stask-worker-http-check'), true],
  ['mail', 'stask-worker-mail', pluginVersion('stask-worker-mail'), true],
  ['maintenance', 'stask-worker-maintenance', pluginVersion('stask-worker-maintenance'), true],
  ['npm', 'stask-worker-npm', pluginVersion('stask-worker-npm'), true],
  ['product', 'stask-worker-product', pluginVersion('stask-worker-product'), true],
  ['scoped', '@layout/scoped', '1.0.0', true],
  ['script', 'stask-worker-script', pluginVersion('stask-worker-script'), true],
  ['transitive', 'layout-transitive', '1.0.0', false],
  ['twice', 'layout-twice', '2.0.0', true],
];

function pluginVersion(name: string): string {
  const text = readFileSync(join(root, 'plugins', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function writePackage(sources: string, { folder, name, version = '1.0.0', identifier, dependencies }: SmallPackage) {
  const path = join(sources, folder);
  mkdirSync(path, { recursive: true });
  const manifest = {
    name,
    version,
    type: 'module',
    stask: { workers: './worker.js', scope: 'layouts' },
    peerDependencies: { stask: '^1.0.0' },
    dependencies,
  };
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(path, 'worker.js'),
    `import { defineWorker } from 'stask/worker';
export default defineWorker({
  identifier: '${identifier}',
  actions: { greet: (task, { name }) => 'Hello ' + name + ' from ${identifier} ${version}' },
});
`,
  );
  return path;
}
