// The ways to find worker packages that are compared. Each gives the names it found; started with a method and a tree,
// this file runs it once in a process of its own, for system calls and memory.
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, '../../..');
const requirePeer = createRequire(join(repository, 'build/bench/discovery/peers/package.json'));
const load = (file) => import(join(repository, 'dist/discovery', file));

export const METHODS = {
  async stask() {
    const { findHost } = await load('host-root.js');
    const { surveyPackages } = await load('survey.js');
    return async (cwd) => surveyPackages(findHost(cwd)).packages.map(({ name }) => name);
  },
  async 'fast-glob'() {
    const glob = requirePeer('fast-glob');
    return async (cwd) => {
      const files = await glob('node_modules/**/package.json', { cwd });
      return { files, names: () => declaring(cwd, files) };
    };
  },
  async 'node-red'() {
    const scanner = requirePeer('@node-red/registry/lib/localfilesystem.js');
    return async (cwd) => {
      forgetPackages(); // it reads by require(), which would answer from memory the second time
      scanner.init({ userDir: cwd, version: '5.0.7' });
      return Object.keys(scanner.getNodeFiles()).filter((name) => name !== 'node-red');
    };
  },
};

function forgetPackages() {
  for (const file of Object.keys(requirePeer.cache)) if (file.endsWith('package.json')) delete requirePeer.cache[file];
}

export function optionsFor(cwd, useCache = false, storagePath = mkdtempSync(join(tmpdir(), 'stask-bench-'))) {
  return { cwd, storagePath, allow: [], deny: [], directOnly: false, inspectTimeoutMs: 30_000, useCache };
}

/** What a glob leaves to do, outside of its time: reading every file it gave. */
function declaring(cwd, files) {
  const packages = files.map((file) => JSON.parse(readFileSync(join(cwd, file), 'utf8').replace(/^\uFEFF/, '')));
  return packages.filter((json) => json.stask !== undefined).map(({ name }) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [method, cwd] = process.argv.slice(2);
  const find = await METHODS[method]();
  if (cwd !== undefined) await find(cwd);
  process.stdout.write(String(process.resourceUsage().maxRSS));
}
