// Shows sTask at work on a fresh clone: finds the plugins of this repository, activates them, imports a CSV file into a
// products table, all on embedded SQLite files in storage/start, and opens the web admin on it until Ctrl-C. Can be run
// again and again.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { install, npmRun, root } from './prepare.mjs';

const ROWS = 20_000;
/** What is imported while somebody watches has to take longer than it takes to open a page. */
const WATCHED_ROWS = 1_000_000;
const WATCHED_IMPORTS = 5;
const storage = 'storage/start';
const file = join(storage, 'products.csv');
const largeFile = join(storage, 'many-products.csv');

console.log(
  'sTask turns npm packages into background workers. This shows it at work: it finds the eight worker packages of',
);
console.log(
  `this repository, imports ${ROWS} products from a CSV file and opens the admin page. All it makes is in ${storage}.`,
);
install();
npmRun('build');
npmRun('build:plugins');

mkdirSync(join(root, storage), { recursive: true });
writeProducts(file, ROWS);

stask('discover', '--activate');
stask('workers');
stask('settings', 'product', '--set', `database=sqlite:${storage}/products.sqlite`);
stask('run', 'product', 'import', '--data', JSON.stringify({ file }));
stask('stats');
console.log(
  `\nThe products are in ${storage}/products.sqlite. Next: ${WATCHED_IMPORTS} imports of ${WATCHED_ROWS} products, watched in the browser.`,
);
writeProducts(largeFile, WATCHED_ROWS);
for (let count = 0; count < WATCHED_IMPORTS; count++)
  stask('create', 'product', 'import', '--data', JSON.stringify({ file: largeFile }));
openAdmin();

/** The admin executes what is queued; it ends with this process, and this process with it. */
function openAdmin() {
  const args = [join(root, 'bin/stask.js'), 'admin', '--work', '--no-token', '--storage', storage];
  const admin = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => admin.kill(signal));
  admin.on('exit', (code) => (process.exitCode = code ?? 0));
}

/** Runs one command of the terminal as a person would, and shows it. */
function stask(...args) {
  const shown = args.map((arg) => (/^[\w./:=-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ');
  console.log(`\n$ stask ${shown}`);
  const command = [join(root, 'bin/stask.js'), ...args, '--storage', storage];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(
      `\n\`stask ${args[0]}\` ended with ${status}; ${relative(process.cwd(), join(root, storage)) || '.'} has its logs.`,
    );
    process.exit(1);
  }
}

/** Products with an odd one out, to show what becomes of it. */
function writeProducts(path, count) {
  writeFileSync(join(root, path), 'sku,name,price,stock\n');
  for (let from = 0; from < count; from += ROWS) {
    const rows = Array.from({ length: ROWS }, (_, index) =>
      from + index === 1000 ? 'P-1001,,free,many' : row(from + index + 1),
    );
    appendFileSync(join(root, path), `${rows.join('\n')}\n`);
  }
}

function row(number) {
  return `P-${number},"Product ${number}",${(number % 500) + 0.99},${number % 40}`;
}
