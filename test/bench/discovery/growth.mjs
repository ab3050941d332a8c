// What a rescan of an unchanged tree grows with: the same tree with more workers, and more packages around the same ones.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateTree, setWorkers } from './trees.mjs';

const HOST = join(dirname(fileURLToPath(import.meta.url)), 'rescan.mjs');
const TURNS = 3;
/** Packages of the tree, and workers among them. */
const CASES = [
  [2_500, 10],
  [2_500, 40],
  [2_500, 160],
  [10_000, 40],
];

/** Times of a rescan for each case, and how many times longer it takes with 4 times the packages, with 16 times the workers. */
export function measureGrowth(rounds) {
  const rows = CASES.map(([packages, workers]) => ({ packages, workers, times: [] }));
  for (let turn = 0; turn < TURNS; turn++)
    for (const { packages, workers, times } of rows) times.push(...rescansOf(packages, workers, rounds));
  const [few, some, many, spread] = rows.map(({ times }) => median(times));
  return { rows, forPackages: spread / some, forWorkers: many / few };
}

function rescansOf(packages, count, rounds) {
  const { root } = generateTree(packages);
  const { workers } = setWorkers(root, count);
  const host = runHost(root, rounds);
  if (host.workers !== workers.length) throw new Error(`${host.workers} of ${workers.length} workers were registered`);
  return host.rescans;
}

/** A host in a process of its own. @returns what rescan.mjs prints */
export function runHost(root, rounds) {
  return JSON.parse(execFileSync(process.execPath, [HOST, String(rounds)], { cwd: root }));
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
