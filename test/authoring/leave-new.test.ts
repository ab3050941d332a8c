import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NO_SUCH_NAME, withNpm } from './fake-npm.js';
import { temporaryFolder } from './packages.js';
import { newOnTerminal, skipWithoutTerminal } from './terminal.js';

const CTRL_C = '\x03';
const ESCAPE = '\x1b';

/** A program `npm` that knows no name, and installs until it is ended, with a child that writes as long. */
function endlessNpm(): { path: string; hasBegun: () => boolean; pids: () => number[] } {
  const folder = temporaryFolder();
  const writer = 'mkdir -p node_modules; while :; do echo x > node_modules/$$; sleep 0.01; done';
  const path = withNpm(
    NO_SUCH_NAME,
    `trap '' INT`, // so does an install script that wants to end its work
    `sh -c '${writer}' & echo $! > "${folder}/pids"; echo $$ >> "${folder}/pids"`,
    'wait',
  );
  const pids = (): number[] => readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
  return { path, hasBegun: () => existsSync(join(folder, 'pids')) && pids().length === 2, pids };
}

/** Running, and not just ended and not collected yet. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

for (const [what, key] of [
  ['Ctrl-C', CTRL_C],
  ['Escape', ESCAPE],
] as const) {
  test(
    `${what} at a question ends with 130 and says that nothing was written`,
    { skip: skipWithoutTerminal },
    async () => {
      for (const [question, args] of [
        ['Name of the package', ''],
        ['Start from', 'stask-worker-left'],
        ['What does it do?', 'stask-worker-left --template minimal --language js'],
      ] as const) {
        const { code, output, there } = await newOnTerminal(args, [[question, key]], {
          env: { PATH: withNpm(NO_SUCH_NAME) },
        });
        assert.deepEqual([code, there], [130, []], output);
        assert.match(output, /Stopped; nothing was written\./);
      }
    },
  );
}

test(
  'Ctrl-C while npm installs ends with 130, leaves no folder, and ends npm and what it started',
  { skip: skipWithoutTerminal },
  async () => {
    const { path, hasBegun, pids } = endlessNpm();
    const { code, output, there } = await newOnTerminal('stask-worker-left --yes', [[hasBegun, CTRL_C]], {
      env: { PATH: path },
    });
    assert.deepEqual([code, there], [130, []], output);
    assert.match(output, /Stopped; nothing was written\./);
    assert.deepEqual(pids().filter(isRunning), []);
  },
);
