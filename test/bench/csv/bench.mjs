// Imports and exports many products with stask-worker-product, each in a process of its own, and prints time and peak
// memory beside those of csv-parse alone, which reads the same file and writes nothing, and of csv-stringify alone, which
// makes the same text and writes nothing. `npm run bench:csv [ROWS]`.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rows = Number(process.argv[2] ?? 1_000_000);
const child = fileURLToPath(new URL('run-one.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stask-bench-csv-'));
try {
  const input = join(folder, 'products.csv');
  await writeRows(input);
  console.log(`${rows} rows, ${Math.round(statSync(input).size / 1e6)} MB, Node ${process.version}`);
  const parse = run('parse', input);
  print(parse, parse);
  print(run('import', input), parse);
  const stringify = run('stringify', '');
  print(stringify, stringify);
  print(run('export', join(folder, 'out.csv')), stringify);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print({ mode, ms, peakMb }, alone) {
  const rate = Math.round((rows / ms) * 1000);
  console.log(
    `${mode.padEnd(9)} ${(ms / 1000).toFixed(1).padStart(7)} s  ${String(rate).padStart(8)} rows/s  ` +
      `${(ms / alone.ms).toFixed(1).padStart(5)} x csv-${alone.mode}  ${peakMb} MB peak`,
  );
}

function run(mode, file) {
  const { status, stdout } = spawnSync(process.execPath, [child, mode, file, join(folder, 'products.sqlite'), rows], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${mode} ended with ${status}: ${stdout}`);
  return JSON.parse(stdout);
}

async function writeRows(file) {
  const out = createWriteStream(file);
  out.write('sku,name,price,stock\n');
  for (let row = 1; row <= rows; row++) {
    const line = `P-${row},"Product ""${row}"" of the shop",${row % 500}.99,${row % 40}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
