// The trees that discovery is measured on, below build/: a real one by npm, and a generated one of 10,000 packages.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const repository = join(here, '../../..');
export const folder = join(repository, 'build/bench/discovery');
const WORKERS = 40;

export function installPeers() {
  return install('peers', join(here, 'package.json'));
}

/** The real tree, with 40 workers added to it. */
export function installRealTree() {
  const root = install('real', join(here, 'real-tree.json'));
  return addWorkers(root, nestingPackages(root));
}

/**
 * So many packages, every tenth in a scope and every twentieth nested in another; 40 of them are workers. Each has 11
 * files in 5 folders; in the real tree it is twice that.
 */
export function generateTree(packages = 10_000) {
  const root = join(folder, `generated-${packages}`);
  if (!existsSync(join(root, 'package.json'))) {
    rmSync(root, { recursive: true, force: true });
    for (let index = 0; index < packages - WORKERS; index++) {
      const scope = index % 10 === 0 ? `@scope-${index % 300}/` : '';
      const host = index % 20 === 1 ? `node_modules/filler-${index + 1}/` : '';
      const name = `${scope}filler-${index}`;
      writeFiller(join(root, host, 'node_modules', name), name, index);
    }
    writeJson(join(root, 'package.json'), { name: 'generated-tree', private: true });
  }
  writeJson(join(root, 'node_modules/.package-lock.json'), {}); // package managers leave one of their own
  return addWorkers(root, nestingPackages(root));
}

function writeFiller(path, name, index) {
  const description = 'One of many packages that have no workers. '.repeat(1 + (index % 40));
  writeJson(join(path, 'package.json'), { name, version: '1.0.0', description, main: 'lib/index.js' });
  for (const part of ['lib', 'dist/esm', 'dist/cjs', 'test']) {
    mkdirSync(join(path, part), { recursive: true });
    for (const file of ['index.js', 'more.js']) writeFileSync(join(path, part, file), '');
  }
  for (const file of ['README.md', 'LICENSE']) writeFileSync(join(path, file), '');
}

/** Leaves so many workers in a tree: those that lack are added, those above are removed. */
export function setWorkers(root, count) {
  const hosts = nestingPackages(root);
  for (let index = count; existsSync(join(root, placeOf(index, hosts).path)); index++)
    rmSync(join(root, placeOf(index, hosts).path), { recursive: true });
  return addWorkers(root, hosts, count);
}

/** Adds workers (of eight six are flat, one scoped, one nested), each with a folder that only looks like a package. */
function addWorkers(root, hosts, count = WORKERS) {
  const workers = [];
  for (let index = 0; index < count; index++) {
    const { name, path } = placeOf(index, hosts);
    writeWorker(join(root, path), name, index);
    workers.push(name);
  }
  const own = join(root, 'node_modules/stask');
  if (!existsSync(own)) copyOwnPackage(own);
  return { root, workers: workers.toSorted() };
}

function placeOf(index, hosts) {
  const name = index % 8 === 3 ? `@bench/worker-${index}` : `bench-worker-${index}`;
  const host = index % 8 === 5 ? hosts[index % hosts.length] : '';
  return { name, path: join('node_modules', host === '' ? '' : join(host, 'node_modules'), name) };
}

function writeWorker(path, name, index) {
  const manifest = { stask: { workers: ['./dist/*.js'] }, 'node-red': { nodes: { worker: 'dist/worker.js' } } };
  const peer = { peerDependencies: { stask: '>=1.0.0' } };
  if (existsSync(join(path, 'package.json'))) return;
  writeJson(join(path, 'package.json'), { name, version: '1.0.0', type: 'module', ...manifest, ...peer });
  writeJson(join(path, 'fixtures/app/package.json'), { name: `${name}-fixture`, version: '1.0.0', ...manifest });
  mkdirSync(join(path, 'dist'), { recursive: true });
  writeFileSync(
    join(path, 'dist/worker.js'),
    `import { BaseWorker } from 'stask/worker';
export class BenchWorker extends BaseWorker {
  identifier() { return 'bench_${index}'; }
  title() { return 'Benchmark ${index}'; }
  taskMake() { return ${index}; }
  taskSyncStock() { return ${index}; }
}
`,
  );
}

/** The entry files of the workers. */
export function entriesOf(root, workers) {
  return packagesOf(root, workers).map((path) => join(path, 'dist/worker.js'));
}

/** Runs `measure` while each worker package has its `stask.manifest.json`. */
export async function withStaticManifests(root, workers, measure) {
  const { packManifest } = await import(join(repository, 'dist/authoring/pack-manifest.js'));
  const packages = packagesOf(root, workers);
  try {
    for (const path of packages) await packManifest(path);
    return measure();
  } finally {
    for (const path of packages) rmSync(join(path, 'stask.manifest.json'), { force: true });
  }
}

function packagesOf(root, workers) {
  const folders = ['', ...nestingPackages(root)].map((host) =>
    join(root, 'node_modules', host, host && 'node_modules'),
  );
  const places = workers.map((name) => folders.map((each) => join(each, name)).find((path) => existsSync(path)));
  return places.filter((path) => path !== undefined);
}

/** Packages that have packages of their own inside, as npm makes them for a second version. */
function nestingPackages(root) {
  const flat = readdirSync(join(root, 'node_modules')).filter((name) => !name.startsWith('.') && !name.startsWith('@'));
  return flat.filter((name) => existsSync(join(root, 'node_modules', name, 'node_modules')));
}

function copyOwnPackage(target) {
  mkdirSync(target, { recursive: true });
  copyFileSync(join(repository, 'package.json'), join(target, 'package.json'));
  cpSync(join(repository, 'dist'), join(target, 'dist'), { recursive: true });
}

function install(name, manifest) {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  copyFileSync(manifest, join(root, 'package.json'));
  if (existsSync(join(root, 'node_modules/.package-lock.json'))) return root;
  console.error(`Installing ${name} into ${root}; this takes a few minutes the first time`);
  const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...flags], { cwd: root, stdio: 'inherit' });
  return root;
}

function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value, null, 2));
}
