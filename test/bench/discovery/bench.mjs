// npm run bench:discovery: finding workers, against peers on the same trees and in the same run.
// Exits with 1 when a target is missed. `--quick` makes fewer rounds.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { METHODS, optionsFor } from './methods.mjs';
import { generateTree, installPeers, installRealTree, repository } from './trees.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const rounds = process.argv.includes('--quick') ? 3 : 9;
const misses = [];

execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
installPeers();
await measureTree('A real npm tree', installRealTree());
await measureTree('A generated tree', generateTree());
console.log(misses.length === 0 ? '\nEvery target is met.' : `\nMissed:\n- ${misses.join('\n- ')}`);
process.exitCode = misses.length === 0 ? 0 : 1;

async function measureTree(title, { root, workers }) {
  const { scanPackages } = await import(join(repository, 'dist/discovery/scan.js'));
  const { packages } = await scanPackages(optionsFor(root));
  console.log(`\n${title}: ${packages} packages, ${workers.length} workers, ${rounds} rounds, medians\n`);
  const methods = await openMethods();
  const times = await race(methods, root);
  const glob = median(times['fast-glob'].slice(1));
  console.log(
    '| method | ms (min) | first ms | fast-glob is … times slower | calls a package | MB above idle | found, false |',
  );
  console.log('|---|---:|---:|---:|---:|---:|---:|');
  for (const [name, find] of Object.entries(methods)) {
    const found = await namesFoundBy(find, root);
    const calls = callsOf(name, root) / packages;
    const memory = memoryOf(name, root);
    const right = new Set(found.filter((each) => workers.includes(each))).size;
    const wrong = found.filter((each) => !workers.includes(each)).length;
    const [first, ...warm] = times[name];
    const figures = [ms(median(warm), Math.min(...warm)), first.toFixed(0), (glob / median(warm)).toFixed(1)];
    console.log(`| ${[name, ...figures, calls.toFixed(1), memory.toFixed(0), `${right}, ${wrong}`].join(' | ')} |`);
    if (name === 'stask')
      judge(title, { glob, own: median(warm), peer: median(times['node-red'].slice(1)), calls, memory, right, wrong });
  }
  await measureRescan(title, root, glob);
  await measureRegistration(title, root, workers);
}

function judge(title, { glob, own, peer, calls, memory, right, wrong }) {
  expect(title, 'at least 12 times faster than fast-glob', glob / own >= 12, (glob / own).toFixed(1));
  expect(title, "at least twice as fast as Node-RED's scanner", peer / own >= 2, (peer / own).toFixed(1));
  expect(title, 'at most 7 system calls a package', !(calls > 7), calls.toFixed(1));
  expect(title, 'under 30 MB above idle', memory < 30, memory.toFixed(0));
  expect(title, 'every worker and nothing else', right === 40 && wrong === 0, `${right}, ${wrong}`);
}

/** In turns, so that what else the machine does hits all of them alike. The first round is cold. */
async function race(methods, root) {
  const times = Object.fromEntries(Object.keys(methods).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, find] of Object.entries(methods)) {
      const started = performance.now();
      await find(root);
      times[name].push(performance.now() - started);
    }
  }
  return times;
}

async function measureRescan(title, root, glob) {
  const { discover } = await import(join(repository, 'dist/discovery/discover.js'));
  const storage = mkdtempSync(join(tmpdir(), 'stask-bench-'));
  const first = await discover(optionsFor(root, false, storage));
  const times = [];
  for (let round = 0; round < rounds * 5; round++) {
    const started = performance.now();
    const again = await discover(optionsFor(root, true, storage));
    times.push(performance.now() - started);
    if (again.candidates.length !== first.candidates.length) throw new Error('The rescan lost workers');
  }
  rmSync(storage, { recursive: true });
  const share = glob / median(times);
  console.log(`\nRescan of the unchanged tree, without database: ${ms(median(times), Math.min(...times))} ms,`);
  console.log(`  ${share.toFixed(0)} times faster than fast-glob. The guide's headline for discovery is 100 ms.`);
  expect(title, 'an unchanged rescan under a hundredth of fast-glob', share > 100, `1/${share.toFixed(0)}`);
}

/** Everything from nothing, against a bare import of the 40 entries in one fresh process. */
async function measureRegistration(title, root, workers) {
  const { discover } = await import(join(repository, 'dist/discovery/discover.js'));
  const { scanPackages } = await import(join(repository, 'dist/discovery/scan.js'));
  const { found } = await scanPackages(optionsFor(root));
  const entries = found.flatMap(({ entries: files }) => files.map(({ file }) => file));
  const code = entries.map((file) => `await import(${JSON.stringify(file)});`).join('');
  const [first, bare] = [[], []];
  for (let round = 0; round < Math.min(rounds, 5); round++) {
    bare.push(timed(() => execFileSync(process.execPath, ['--input-type=module', '-e', code])));
    const storage = mkdtempSync(join(tmpdir(), 'stask-bench-'));
    const started = performance.now();
    const report = await discover(optionsFor(root, false, storage));
    first.push(performance.now() - started);
    rmSync(storage, { recursive: true });
    if (report.candidates.length !== workers.length) throw new Error(`Only ${report.candidates.length} registered`);
  }
  const ratio = median(first) / median(bare);
  console.log(
    `First look at 40 workers: ${ms(median(first), Math.min(...first))} ms; importing them: ${median(bare).toFixed(0)} ms; ${ratio.toFixed(2)} times.`,
  );
  expect(title, 'first registration under 3 times the import', ratio < 3, ratio.toFixed(2));
}

function timed(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

async function openMethods() {
  const methods = {};
  for (const [name, open] of Object.entries(METHODS)) methods[name] = await open();
  return methods;
}

async function namesFoundBy(find, root) {
  const found = await find(root);
  return Array.isArray(found) ? found : found.names();
}

/** System calls of one run, without those of starting the same process; NaN without strace. */
function callsOf(name, root) {
  return countCalls(name, root) - countCalls(name);
}

function countCalls(name, ...args) {
  const output = join(mkdtempSync(join(tmpdir(), 'stask-bench-')), 'calls');
  const traced = [process.execPath, join(here, 'methods.mjs'), name, ...args];
  if (spawnSync('strace', ['-f', '-c', '-o', output, ...traced]).status !== 0) return NaN;
  const total = readFileSync(output, 'utf8').trim().split('\n').at(-1);
  return Number(total.trim().split(/\s+/)[3]);
}

function memoryOf(name, root) {
  const peak = (...args) =>
    Number(execFileSync(process.execPath, [join(here, 'methods.mjs'), name, ...args], { encoding: 'utf8' }));
  const above = Array.from({ length: 3 }, () => peak(root) - peak());
  return median(above) / 1024;
}

function expect(title, target, met, figure) {
  if (!met) misses.push(`${title}: ${target}, got ${figure}`);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function ms(typical, least) {
  return `${typical.toFixed(1)} (${least.toFixed(1)})`;
}
