import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStask, type Stask } from 'stask';
import { packageJson, workerCode, writePackage } from './packages.js';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '../../../bin/stask.js');
const limits = { timeout: 120_000, skip: process.platform === 'win32' ? 'needs process groups' : false };

/** An action that ends when it is asked to stop, or at once in the second version. */
const WAITING = workerCode({
  members: `async taskAnswer(task) {
    task.log.info('waiting');
    await new Promise((resolve) => task.signal.addEventListener('abort', resolve));
    task.signal.throwIfAborted();
  }`,
});
const ANSWERING = workerCode({ members: "taskAnswer() { return 'second'; }" });

/** Runs `stask dev` in a process group of its own, as a terminal does; `next` resolves with the next line that matches. */
function startDev(root: string) {
  const child = spawn(process.execPath, [BIN, 'dev'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = createInterface({ input: child.stderr });
  const seen: string[] = [];
  lines.on('line', (line) => seen.push(line));
  return {
    child,
    async next(pattern: RegExp): Promise<void> {
      while (!seen.some((line) => pattern.test(line))) await once(lines, 'line');
      seen.splice(0);
    },
  };
}

/** What the terminal does at Ctrl-C: every process of the group is told. */
async function pressCtrlC(child: ChildProcess): Promise<number | null> {
  const ended = once(child, 'close');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const [code] = (await ended) as [number | null];
  return code;
}

async function waitFor(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** @param pid of a process, or of a group as a negative number */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const open = (root: string): Promise<Stask> =>
  createStask({ cwd: root, storagePath: join(root, '.stask'), autoDiscover: false });

test('a task that runs while a source is saved is handed back and run by the new code', limits, async () => {
  const root = writePackage({ 'index.js': WAITING });
  const { child, next } = startDev(root);
  const host = await (await next(/^Admin: /), open(root));
  try {
    const { id } = await host.create({ identifier: 'sample', action: 'answer' });
    await waitFor(async () => (await (await host.getTask(id)).getLogs()).length > 0);
    writeFileSync(join(root, 'index.js'), ANSWERING);
    await next(new RegExp(`^Task ${id} sample.answer completed`));
    const { result, attempts } = await host.getTask(id);
    assert.deepEqual([result, attempts], ['second', 1]);
  } finally {
    await host.close();
    assert.equal(await pressCtrlC(child), 0);
  }
});

test('Ctrl-C hands back what runs and leaves no process', limits, async () => {
  const root = writePackage({ 'index.js': WAITING });
  const { child, next } = startDev(root);
  await next(/^Admin: /);
  const host = await open(root);
  const { id } = await host.create({ identifier: 'sample', action: 'answer' });
  await waitFor(async () => (await (await host.getTask(id)).getLogs()).length > 0);
  await host.close();
  assert.equal(await pressCtrlC(child), 0);
  assert.equal(isRunning(-(child.pid ?? 0)), false);
  const after = await open(root);
  assert.equal((await after.getTask(id)).statusText, 'pending');
  await after.close();
});

test('Ctrl-C during a build ends the build with what it started', limits, async () => {
  const scripts = { build: 'node build.mjs' };
  const build =
    "import { writeFileSync } from 'node:fs'; writeFileSync('begun', `${process.pid}`); setInterval(() => {}, 1_000);";
  const root = writePackage({ 'build.mjs': build, 'package.json': packageJson({ scripts }) });
  const { child } = startDev(root);
  await waitFor(async () => existsSync(join(root, 'begun')) && readFileSync(join(root, 'begun'), 'utf8') !== '');
  assert.equal(await pressCtrlC(child), 0);
  const pid = Number(readFileSync(join(root, 'begun'), 'utf8'));
  await waitFor(async () => !isRunning(pid));
});
