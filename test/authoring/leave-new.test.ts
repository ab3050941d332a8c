import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './packages.js';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '../../../bin/stask.js');
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
const skip = hasTerminals ? false : 'terminals are made with `script` of util-linux';
const CTRL_C = '\x03';
const ESCAPE = '\x1b';

interface Left {
  readonly code: number | null;
  readonly output: string;
  /** What is in the folder afterwards. */
  readonly there: readonly string[];
}

/** Runs `stask new` on a terminal of its own and presses a key when it is time. */
async function pressKey(
  key: string,
  isTime: (output: string) => boolean,
  args: string,
  env: Record<string, string> = {},
): Promise<Left> {
  const cwd = temporaryFolder();
  const command = `stty cols 100 rows 40; exec "${process.execPath}" "${BIN}" new ${args}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...process.env, TERM: 'xterm', ...env },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const waiting = setInterval(() => {
    if (!isTime(output)) return;
    clearInterval(waiting);
    child.stdin.write(key);
  }, 20);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(waiting);
  return { code, output, there: readdirSync(cwd) };
}

/** A program `npm` for the PATH that knows no name, and installs until it is ended, with a child that writes as long. */
function endlessNpm(): { path: string; hasBegun: () => boolean; pids: () => number[] } {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  const writer = 'mkdir -p node_modules; while :; do echo x > node_modules/$$; sleep 0.01; done';
  const lines = [
    '#!/bin/sh',
    'if [ "$1" = view ]; then echo "npm error code E404" >&2; exit 1; fi',
    `trap '' INT`, // so does an install script that wants to end its work
    `sh -c '${writer}' & echo $! > "${folder}/pids"; echo $$ >> "${folder}/pids"`,
    'wait',
  ];
  writeFileSync(join(folder, 'bin/npm'), lines.join('\n'));
  chmodSync(join(folder, 'bin/npm'), 0o755);
  const path = `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
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
  test(`${what} at a question ends with 130 and says that nothing was written`, { skip }, async () => {
    for (const [question, args] of [
      ['Name of the package', ''],
      ['Start from', 'stask-worker-left'],
      ['What does it do?', 'stask-worker-left --template minimal --language js'],
    ] as const) {
      const { code, output, there } = await pressKey(key, (shown) => shown.includes(question), args);
      assert.deepEqual([code, there], [130, []], output);
      assert.match(output, /Stopped; nothing was written\./);
    }
  });
}

test(
  'Ctrl-C while npm installs ends with 130, leaves no folder, and ends npm and what it started',
  { skip },
  async () => {
    const { path, hasBegun, pids } = endlessNpm();
    const { code, output, there } = await pressKey(CTRL_C, hasBegun, 'stask-worker-left --yes', { PATH: path });
    assert.deepEqual([code, there], [130, []], output);
    assert.match(output, /Stopped; nothing was written\./);
    assert.deepEqual(pids().filter(isRunning), []);
  },
);
