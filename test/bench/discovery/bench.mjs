// npm run bench:discovery: finding workers, against peers on the same trees and in the same run.
//   npm run bench:discovery -- real                only one part: real, generated, growth; all take about three minutes
//   npm run bench:discovery -- --rounds 21         more rounds, 9 without
// Exits with 1 when a target is missed.
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureGrowth, median, runHost } from './growth.mjs';
import { METHOD_NAMES } from './methods.mjs';
import { entriesOf, generateTree, installPeers, installRealTree, repository, withStaticManifests } from './trees.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' } },
});
const rounds = Number(values.rounds);
const TREES = {
  real: { title: 'A real npm tree', make: installRealTree },
  generated: { title: 'A generated tree', make: generateTree },
};
const misses = [];

if (!existsSync(join(repository, 'dist/index.js')))
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository });
installPeers();
for (const [key, { title, make }] of Object.entries(TREES)) if (isWanted(key)) await measureTree(title, make());
if (isWanted('growth')) showGrowth();
console.log(misses.length === 0 ? '\nEvery target is met.' : `\nMissed:\n- ${misses.join('\n- ')}`);
process.exitCode = misses.length === 0 ? 0 : 1;

function isWanted(part) {
  return positionals.length === 0 || positionals.includes(part);
}

function showGrowth() {
  const { rows, forPackages, forWorkers } = measureGrowth(rounds * 5);
  console.log('\nWhat a rescan grows with\n\n| packages | workers | rescan, ms |\n|---:|---:|---:|');
  for (const { packages, workers, times } of rows) console.log(`| ${packages} | ${workers} | ${ms(times)} |`);
  console.log('');
  expect('Growth', '4 times the packages, 40 workers: under 1.5 times', forPackages < 1.5, forPackages.toFixed(2));
  expect('Growth', '16 times the workers: at most 16 times', forWorkers <= 16, forWorkers.toFixed(2));
}

async function measureTree(title, { root, workers }) {
  const processes = {};
  for (const name of METHOD_NAMES) processes[name] = await start(name, root);
  const { stask } = await firstRuns(processes);
  console.log(`\n${title}: ${stask.packages} packages, ${workers.length} workers, ${rounds} rounds, medians\n`);
  const times = await race(processes);
  console.log(
    '| method | ms (min) | CPU ms | first ms | times stask | calls a package | MB above idle | found, false |',
  );
  console.log('|---|---:|---:|---:|---:|---:|---:|---:|');
  const own = median(times.stask.map(inMs));
  for (const name of METHOD_NAMES) {
    const { first } = processes[name];
    const calls = callsOf(name, root) / stask.packages;
    const right = new Set(first.names.filter((each) => workers.includes(each))).size;
    const wrong = first.names.filter((each) => !workers.includes(each)).length;
    const wall = times[name].map(inMs);
    const cpu = median(times[name].map(({ cpuMs }) => cpuMs)).toFixed(1);
    const figures = [ms(wall), cpu, first.ms.toFixed(0), (median(wall) / own).toFixed(1), calls.toFixed(1)];
    console.log(`| ${[name, ...figures, first.aboveIdleMb.toFixed(0), `${right}, ${wrong}`].join(' | ')} |`);
    processes[name].child.disconnect();
    if (name !== 'stask') continue;
    Object.assign(processes, { calls, exact: right === workers.length && wrong === 0, found: `${right}, ${wrong}` });
  }
  const glob = median(times['fast-glob'].map(inMs));
  const peer = median(times['node-red'].map(inMs));
  console.log('');
  expect(title, 'fast-glob takes at least 12 times as long', glob / own >= 12, (glob / own).toFixed(1));
  expect(title, "Node-RED's scanner at least twice as long", peer / own >= 2, (peer / own).toFixed(1));
  expect(title, 'at most 7 system calls a package', !(processes.calls > 7), processes.calls.toFixed(1));
  const memory = processes.stask.first.aboveIdleMb;
  expect(title, 'under 30 MB above idle', !(memory >= 30), memory.toFixed(0));
  expect(title, 'every worker and nothing else', processes.exact, processes.found);
  console.log(`       the guide's headline for discovery is 100 ms; this is ${own.toFixed(1)} ms`);
  await measureHost(title, root, workers, glob);
}

/** One method in a process of its own, so that nobody collects the garbage of another. */
async function start(name, cwd) {
  const child = fork(join(here, 'methods.mjs'), [name], { cwd });
  await once(child, 'message');
  return { child };
}

async function ask({ child }, message) {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer;
}

/** Cold as far as the processes are concerned; what the kernel keeps of the tree is there. */
async function firstRuns(processes) {
  for (const each of Object.values(processes)) each.first = await ask(each, { withNames: true });
  return { stask: processes.stask.first };
}

/** In turns, so that what else the machine does hits all of them alike. */
async function race(processes) {
  const times = Object.fromEntries(METHOD_NAMES.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of METHOD_NAMES) times[name].push(await ask(processes[name], {}));
  return times;
}

/** What a host does with the tree, its SQLite file included. */
async function measureHost(title, root, workers, glob) {
  const run = () => runHost(root, rounds * 5);
  const imports = entriesOf(root, workers).map((file) => `await import(${JSON.stringify(file)});`);
  const hosts = [];
  const bare = [];
  for (let round = 0; round < 3; round++) {
    bare.push(timed(() => execFileSync(process.execPath, ['--input-type=module', '-e', imports.join('')])));
    hosts.push(run());
  }
  if (hosts.some((host) => host.workers !== workers.length)) throw new Error('Not every worker was registered');
  const registration = median(hosts.map(({ registrationMs }) => registrationMs));
  const times = registration / median(bare);
  const { registrationMs: known } = await withStaticManifests(root, workers, run);
  const rescan = hosts.flatMap(({ rescans: each }) => each);
  console.log(
    `\nFirst registration: ${registration.toFixed(0)} ms; importing the entries: ${median(bare).toFixed(0)} ms;`,
  );
  console.log(
    `with stask.manifest.json in the packages: ${known.toFixed(0)} ms. Rescan, unchanged: ${ms(rescan)} ms.\n`,
  );
  expect(title, 'first registration under 3 times the import', times < 3, times.toFixed(2));
  const share = glob / median(rescan);
  expect(title, 'a rescan under a hundredth of fast-glob', share > 100, `1/${share.toFixed(0)}`);
}

function timed(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** System calls of one run, without those of starting the same process elsewhere; NaN without strace. */
function callsOf(name, root) {
  const empty = mkdtempSync(join(tmpdir(), 'stask-bench-'));
  try {
    return countCalls(name, root, empty) - countCalls(name, empty, empty);
  } finally {
    rmSync(empty, { recursive: true });
  }
}

function countCalls(name, cwd, folder) {
  const output = join(folder, 'calls');
  const command = [process.execPath, join(here, 'methods.mjs'), name, 'once'];
  if (spawnSync('strace', ['-f', '-c', '-o', output, ...command], { cwd }).status !== 0) return NaN;
  const total = readFileSync(output, 'utf8').trim().split('\n').at(-1);
  return Number(total.trim().split(/\s+/)[3]);
}

function expect(title, target, met, figure) {
  console.log(`${met ? 'met   ' : 'MISSED'} ${target}: ${figure}`);
  if (!met) misses.push(`${title}: ${target}, got ${figure}`);
}

function inMs({ ms: wall }) {
  return wall;
}

function ms(times) {
  return `${median(times).toFixed(1)} (${Math.min(...times).toFixed(1)})`;
}
