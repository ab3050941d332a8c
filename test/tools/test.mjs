// Installs and builds what is missing, then runs the test files whose path contains one of the given words (all without
// words) and ends with the line `N passed, N failed`. What was skipped, such as tests of a database that is not there,
// is listed before that line; with CI=true such tests fail instead.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { install, npmRun, root } from './prepare.mjs';

const FILE_TIMEOUT_MS = 25 * 60_000;

install();
npmRun('build:all');

const build = join(root, 'build/test');
const words = process.argv.slice(2);
const files = readdirSync(build, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') && existsSync(sourceOf(file)))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .map((file) => join(build, file))
  .toSorted();
if (files.length === 0) console.error(`No test file has ${words.map((word) => `"${word}"`).join(' or ')} in its path.`);

let passed = 0;
let failed = files.length === 0 ? 1 : 0;
const skipped = [];
run({ files, concurrency: 2, timeout: FILE_TIMEOUT_MS })
  .on('test:pass', (event) => {
    if (event.skip !== undefined) skipped.push(event);
    else passed += countable(event);
  })
  .on('test:fail', (event) => (failed += countable(event)))
  .compose(spec)
  .on('end', () => {
    for (const { name, skip } of skipped) console.log(`skipped: ${name}${typeof skip === 'string' ? `: ${skip}` : ''}`);
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  })
  .pipe(process.stdout);

/** A suite fails with its tests, which are counted; a file that fails by itself, such as by its time limit, is a test. */
function countable({ details }) {
  return details?.type === 'suite' ? 0 : 1;
}

/** A file built from a test that is gone is not run. */
function sourceOf(file) {
  return join(root, 'test', file.replace(/\.js$/, '.ts'));
}
