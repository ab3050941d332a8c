import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NO_SUCH_NAME, withNpm } from './fake-npm.js';
import { temporaryFolder } from './packages.js';
import { newOnTerminal, skipWithoutTerminal } from './terminal.js';

const options = { skip: skipWithoutTerminal, timeout: 120_000 };
const DOWN = '\x1b[B';
const CTRL_U = '\x15';

test('every question is answered on a terminal, a name that cannot be taken again', options, async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'stask-worker-there'));
  const env = { PATH: withNpm(NO_SUCH_NAME) };
  const { code, output, there } = await newOnTerminal(
    '--no-install',
    [
      ['Name of the package', 'Upper Case\r'],
      ['use lower-case letters', `${CTRL_U}stask-worker-there\r`],
      ['exists already', `${CTRL_U}stask-worker-asked\r`],
      ['Start from', `${DOWN}${DOWN}\r`],
      ['Language', `${DOWN}\r`],
      ['What does it do?', 'Syncs prices\r'],
      ['Scope', 'shop\r'],
    ],
    { env, cwd },
  );
  assert.equal(code, 0, output);
  assert.deepEqual(there.toSorted(), ['stask-worker-asked', 'stask-worker-there']);
  const read = (path: string): string => readFileSync(join(cwd, 'stask-worker-asked', path), 'utf8');
  const { description, stask } = JSON.parse(read('package.json')) as { description: string; stask: object };
  assert.deepEqual([description, stask], ['Syncs prices', { workers: ['./src/worker.js'], scope: 'shop' }]);
  assert.match(read('src/worker.js'), /retryLater/); // http-sync
});

test('a name that cannot be taken is told before anything is asked', options, async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'stask-worker-there'));
  const taken = withNpm('echo \'"2.0.0"\'');
  const offline = withNpm('echo "npm error code ECONNREFUSED" >&2', 'echo "npm error connect refused" >&2', 'exit 1');
  for (const [args, PATH, message] of [
    ['stask-worker-there', taken, /stask-worker-there exists already/],
    ["'Upper Case'", taken, /"Upper Case" cannot be the name of a package/],
    ['stask-worker-known', taken, /"stask-worker-known" is taken: the registry has version 2.0.0/],
    ['stask-worker-lost', offline, /cannot be asked.*connect refused.*--offline/],
  ] as const) {
    const { code, output, there } = await newOnTerminal(args, [], { env: { PATH }, cwd });
    assert.deepEqual([code, there], [2, ['stask-worker-there']], output);
    assert.match(output, message);
    assert.doesNotMatch(output, /Start from/);
  }
});

test('flags answer every question', options, async () => {
  const env = { PATH: withNpm(NO_SUCH_NAME) };
  const flags = "stask-worker-flags --template command --language ts --description 'Runs' --scope ops --no-install";
  const { code, output, there } = await newOnTerminal(flags, [], { env });
  assert.deepEqual([code, there], [0, ['stask-worker-flags']], output);
});
