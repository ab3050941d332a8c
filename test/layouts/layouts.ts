import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installNode, noOtherNode } from './other-node.js';
import type { Packages } from './packages.js';
import { runCommand } from './run-command.js';

const PNPM = 'pnpm@10';
const YARN_CLASSIC = 'yarn@1';
const YARN = '@yarnpkg/cli-dist@4';

/** One way to install a host; `install` fills the folder and gives the host's folder and how its bin is called. */
export interface Layout {
  readonly name: string;
  /** Why it cannot be tried on this machine. */
  readonly skip?: string | false;
  readonly install: (folder: string, packages: Packages) => Promise<InstalledHost>;
}

export interface InstalledHost {
  readonly cwd: string;
  readonly stask: readonly string[];
}

/** All layouts take minutes; a local run takes one of each kind unless `STASK_TEST_LAYOUTS=all`. */
export const runAll = process.env['CI'] === 'true' || process.env['STASK_TEST_LAYOUTS'] === 'all';

const BIN = ['node_modules/.bin/stask'];

export const LAYOUTS: readonly Layout[] = [
  { name: 'npm, hoisted', install: withNpm() },
  { name: 'npm, nested', install: withNpm('--install-strategy=nested') },
  { name: 'npm, linked', install: withNpm('--install-strategy=linked') },
  { name: 'npm 12 on Node 22', skip: noOtherNode, install: installWithNpm12 },
  { name: 'pnpm, isolated', install: withPnpm('isolated') },
  { name: 'pnpm, hoisted', install: withPnpm('hoisted') },
  { name: 'yarn classic', install: installYarnClassic },
  { name: "yarn Plug'n'Play", install: installYarnPnp },
  { name: 'npm workspaces with links', install: installWorkspaces },
  { name: 'a host in a sub-folder of a monorepo', install: installMonorepo },
];

function withNpm(...flags: readonly string[]): Layout['install'] {
  return async (cwd, { tarballs }) => {
    writeHost(cwd, tarballs);
    await npmInstall(cwd, ...flags);
    return { cwd, stask: BIN };
  };
}

/** npm 12 needs a newer Node than ours may be, and runs no install scripts that nobody allowed. */
async function installWithNpm12(cwd: string, { tarballs }: Packages): Promise<InstalledHost> {
  writeHost(cwd, tarballs);
  const bin = await installNode(join(cwd, '../node-22'), 22);
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  await npx(cwd, 'npm@12', ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'], env);
  return { cwd, stask: [join(bin, 'node'), ...BIN] };
}

function withPnpm(linker: 'isolated' | 'hoisted'): Layout['install'] {
  return async (cwd, { tarballs }) => {
    writeHost(cwd, tarballs);
    writeFileSync(join(cwd, '.npmrc'), `node-linker=${linker}\n`);
    await npx(cwd, PNPM, ['pnpm', 'install', '--no-frozen-lockfile', '--ignore-scripts']);
    return { cwd, stask: BIN };
  };
}

async function installYarnClassic(cwd: string, { tarballs }: Packages): Promise<InstalledHost> {
  writeHost(cwd, tarballs);
  const registry = await npmRegistry(cwd);
  const cache = join(cwd, '..', 'yarn-classic-cache'); // of its own: the shared one keeps a tarball of the same version
  const flags = [
    '--ignore-scripts',
    '--non-interactive',
    '--no-progress',
    '--registry',
    registry,
    '--cache-folder',
    cache,
  ];
  await npx(cwd, YARN_CLASSIC, ['yarn', 'install', ...flags]);
  return { cwd, stask: BIN };
}

async function installYarnPnp(cwd: string, { tarballs }: Packages): Promise<InstalledHost> {
  writeHost(cwd, tarballs);
  writeFileSync(join(cwd, 'yarn.lock'), '');
  await npx(cwd, YARN, ['yarn', 'install'], {
    YARN_NODE_LINKER: 'pnp',
    YARN_ENABLE_SCRIPTS: '0',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_GLOBAL_CACHE: '0',
    YARN_NPM_REGISTRY_SERVER: (await npmRegistry(cwd)).replace(/\/$/, ''),
  });
  return { cwd, stask: ['npx', '--yes', '--package', YARN, 'yarn', 'run', 'stask'] };
}

async function installWorkspaces(cwd: string, { tarballs, sources }: Packages): Promise<InstalledHost> {
  for (const name of ['direct', 'scoped']) {
    const source = join(sources, name);
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as object;
    const developed = { ...manifest, devDependencies: { stask: `file:${tarballs['stask'] ?? ''}` } };
    cpSync(source, join(cwd, 'packages', name), { recursive: true });
    writeFileSync(join(cwd, 'packages', name, 'package.json'), JSON.stringify(developed));
  }
  const linked = { 'layout-direct': 'packages/direct', '@layout/scoped': 'packages/scoped' };
  writeHost(cwd, { ...tarballs, ...linked }, { workspaces: ['packages/*'] });
  await npmInstall(cwd);
  return { cwd, stask: BIN };
}

async function installMonorepo(root: string, { tarballs }: Packages): Promise<InstalledHost> {
  const cwd = join(root, 'apps/host');
  writeHost(cwd, tarballs);
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ name: 'monorepo', private: true, workspaces: ['apps/*'] }),
  );
  await npmInstall(root);
  return { cwd, stask: [join(root, 'node_modules/.bin/stask')] };
}

function writeHost(folder: string, files: Readonly<Record<string, string>>, extra: object = {}): void {
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, `file:${file}`]));
  const manifest = { name: 'layout-host', version: '1.0.0', private: true, type: 'module', dependencies, ...extra };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
}

async function npmInstall(cwd: string, ...flags: readonly string[]): Promise<void> {
  await runCommand(cwd, [
    'npm',
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    ...flags,
  ]);
}

async function npx(
  cwd: string,
  tool: string,
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  await runCommand(cwd, ['npx', '--yes', '--package', tool, ...command], env);
}

async function npmRegistry(cwd: string): Promise<string> {
  return (await runCommand(cwd, ['npm', 'config', 'get', 'registry'])).stdout.trim();
}
