// Builds what is missing, then runs the test files whose path contains one of the given words (all without words)
// and ends with the line `N passed, N failed`.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const build = join(root, 'build/test');

if (!existsSync(join(root, 'node_modules/typescript'))) npm('ci', '--no-audit', '--no-fund');
npm('run', '--silent', 'build:all');

const words = process.argv.slice(2);
const files = readdirSync(build, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') && (words.length === 0 || words.some((word) => file.includes(word))))
  .map((file) => join(build, file))
  .sort();

let passed = 0;
let failed = files.length === 0 ? 1 : 0;
run({ files, concurrency: 2 })
  .on('test:pass', (event) => (passed += countable(event)))
  .on('test:fail', (event) => (failed += countable(event)))
  .compose(spec)
  .on('end', () => {
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  })
  .pipe(process.stdout);

function countable({ skip, details }) {
  return skip === undefined && details?.type !== 'suite' ? 1 : 0;
}

function npm(...args) {
  execFileSync('npm', args, { cwd: root, stdio: 'inherit' });
}
