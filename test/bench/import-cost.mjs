// What `import 'stask/worker'` costs over bare Node (an empty ES module): CPU time (user and system) of child processes, medians, in turns.
// Usage: npm run bench:import [-- ROUNDS]; ends with exit code 1 when the budget is exceeded.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const BUDGET_MS = 15;
const rounds = Number(process.argv[2] ?? 21);
const entry = join(dirname(fileURLToPath(import.meta.url)), '../../dist/worker/index.js');
if (!existsSync(entry)) throw new Error(`${entry} is missing. Run \`npm run build\` first.`);

const folder = mkdtempSync(join(tmpdir(), 'stask-import-'));
const report = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);';
const programs = {
  bare: file('bare.mjs', report),
  worker: file('worker.mjs', `import ${JSON.stringify(pathToFileURL(entry).href)}; ${report}`),
};
const figures = { bare: [], worker: [] };
for (let round = 0; round < rounds; round++) {
  for (const [name, program] of Object.entries(programs)) figures[name].push(cpuMs(program));
}

rmSync(folder, { recursive: true });

const bare = median(figures.bare);
const cost = median(figures.worker) - bare;
console.log(`bare Node                 ${bare.toFixed(1)} ms CPU`);
console.log(`import 'stask/worker'    +${cost.toFixed(1)} ms CPU   (budget ${BUDGET_MS} ms, ${rounds} rounds)`);
if (cost > BUDGET_MS) process.exitCode = 1;

function cpuMs(program) {
  return Number(execFileSync(process.execPath, [program], { encoding: 'utf8' }));
}

function file(name, program) {
  const path = join(folder, name);
  writeFileSync(path, program);
  return path;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
