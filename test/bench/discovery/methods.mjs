// The ways to find worker packages that are compared. This file is also the process in which one of them runs:
//   node methods.mjs METHOD [once]   in the folder of the tree; with `once` it runs and ends, for counting system calls
// else it runs once for each message and answers with the time, the CPU time of all its threads, the names found and
// the peak memory above idle.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, '../../..');
const requirePeer = createRequire(join(repository, 'build/bench/discovery/peers/package.json'));
const load = (file) => import(join(repository, 'dist/discovery', file));

const METHODS = {
  async stask() {
    const { findHost } = await load('host-root.js');
    const { surveyPackages } = await load('survey.js');
    return async (cwd) => {
      const { packages, packagesSeen } = surveyPackages(findHost(cwd));
      return { names: () => packages.map(({ name }) => name), packages: packagesSeen };
    };
  },
  async 'fast-glob'() {
    const glob = requirePeer('fast-glob');
    return async (cwd) => {
      const files = await glob('node_modules/**/package.json', { cwd });
      return { names: () => declaring(cwd, files) };
    };
  },
  async 'node-red'() {
    const scanner = requirePeer('@node-red/registry/lib/localfilesystem.js');
    return async (cwd) => {
      scanner.init({ userDir: cwd, version: '5.0.7' });
      const names = Object.keys(scanner.getNodeFiles()).filter((name) => name !== 'node-red');
      return { names: () => names };
    };
  },
};

/** What has to be done before a run so that it is one, outside of its time. */
const PREPARATIONS = {
  'node-red': forgetPackages, // it reads by require(), which would answer from memory the second time
};

export const METHOD_NAMES = Object.keys(METHODS);

function forgetPackages() {
  for (const file of Object.keys(requirePeer.cache)) if (file.endsWith('package.json')) delete requirePeer.cache[file];
}

/** What a glob leaves to do, outside of its time: reading every file it gave. */
function declaring(cwd, files) {
  const packages = files.map((file) => JSON.parse(readFileSync(join(cwd, file), 'utf8').replace(/^\uFEFF/, '')));
  return packages.filter((json) => json.stask !== undefined).map(({ name }) => name);
}

/** The most memory this process has had, in MB; getrusage would begin with that of the process that started it. */
function peakMb() {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return NaN; // no /proc: not measured
  }
}

function serve(find, prepare = () => {}) {
  const cwd = process.cwd();
  const idleMb = peakMb();
  process.on('message', async ({ withNames }) => {
    prepare();
    const cpu = process.cpuUsage();
    const started = performance.now();
    const found = await find(cwd);
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    const aboveIdleMb = peakMb() - idleMb;
    process.send({
      ms,
      cpuMs: (user + system) / 1000,
      aboveIdleMb,
      packages: found.packages,
      ...(withNames ? { names: found.names() } : {}),
    });
  });
  process.send({ ready: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , method, mode] = process.argv;
  const find = await METHODS[method]();
  if (mode === 'once') await find(process.cwd());
  else serve(find, PREPARATIONS[method]);
}
