import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, writeTree } from '../discovery/trees.js';
import { startRegistry, type LocalRegistry } from '../helpers/local-registry.js';
import { runCommand } from '../layouts/run-command.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const recipes = join(root, 'docs/recipes');
const wanted = process.env['CI'] === 'true' || process.env['STASK_TEST_LAYOUTS'] === 'all';
const skip = wanted ? false : 'set STASK_TEST_LAYOUTS=all';

const TIME_LIMIT_MS = 10 * 60_000;

/** A part of the page: what it lets its reader do, in order. */
interface Section {
  readonly title: string;
  /** Example files to copy, by the links. */
  readonly copied: readonly string[];
  /** Text by path. */
  readonly written: Readonly<Record<string, string>>;
  readonly installs: readonly string[];
  /** Commands for a second terminal, while the app runs. */
  readonly calls: readonly string[];
  /** What is shown at the end. */
  readonly shown: string;
}

const [, first, ...sections] = readFileSync(join(recipes, 'README.md'), 'utf8').split(/^## /m).map(readSection);

function readSection(text: string): Section {
  const blocks = [...text.matchAll(/^(?:`([^`\n]+)`\n\n)?```(\w+)\n([^]*?)^```/gm)];
  const written = blocks.flatMap(([, path, , code = '']) => (path?.includes('.') ? [[path, code] as const] : []));
  const commands = blocks.flatMap(([, , language, code = '']) => (language === 'sh' ? [code] : []));
  return {
    title: text.split('\n')[0] ?? '',
    copied: [...text.matchAll(/\]\(\.\/([\w./-]+\.ts)\)/g)].map(([, path = '']) => path),
    written: Object.fromEntries(written),
    installs: commands.filter((command) => command.startsWith('npm install')),
    calls: commands.filter((command) => command.startsWith('curl')),
    shown: blocks.findLast(([, , language]) => language === 'text')?.[3]?.trim() ?? '',
  };
}

let registry: LocalRegistry | undefined;

before(async () => {
  if (!wanted) return;
  const folder = temporaryFolder();
  const { stdout } = await runCommand(folder, ['npm', 'pack', '--json', '--ignore-scripts', root]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  registry = await startRegistry([join(folder, filename)], folder);
});
after(() => registry?.close());

test('the page has a section for each recipe with a file of its own', () => {
  assert.ok(sections.length >= 6);
  for (const { title, copied, written, shown } of sections)
    assert.ok(copied.length > 0 && 'src/main.ts' in written && shown !== '', title);
});

for (const section of sections) {
  test(
    `${section.title} works in an empty folder, followed word by word`,
    { skip, timeout: TIME_LIMIT_MS },
    async () => {
      const folder = temporaryFolder();
      const parts = [first!, section];
      writeTree({ ...first!.written, ...section.written }, folder);
      for (const path of parts.flatMap(({ copied }) => copied))
        copyFileSync(join(recipes, path), join(folder, 'src', basename(path)));
      for (const command of parts.flatMap(({ installs }) => installs))
        await runCommand(folder, ['bash', '-euc', command], { ...registry?.env, npm_config_prefer_offline: 'true' });
      if (section.calls.length === 0) {
        const { stdout } = await runCommand(folder, ['npm', 'start']);
        assert.ok(stdout.includes(section.shown), stdout);
      } else await callWhileItRuns(folder, section);
    },
  );
}

async function callWhileItRuns(folder: string, { calls, shown }: Section): Promise<void> {
  const port = await freePort();
  const app = spawn('npm', ['start'], { cwd: folder, detached: true, env: { ...process.env, PORT: `${port}` } });
  let output = '';
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const call = (command: string): Promise<string> => callOn(folder, command, port);
  const ended = once(app, 'close');
  try {
    const [create = '', show = ''] = calls;
    await untilItAnswers(
      app,
      () => call(create),
      () => output,
    );
    let answer = '';
    while (!answer.includes(shown)) {
      assert.doesNotMatch(answer, /"statusText":"(completed|failed)"/);
      await pause(100);
      answer = await call(show);
    }
  } finally {
    process.kill(-(app.pid ?? 0), 'SIGINT'); // Ctrl-C
    await ended; // so nothing of the recipe keeps the app up
  }
}

const callOn = async (folder: string, command: string, port: number): Promise<string> =>
  (await runCommand(folder, ['bash', '-euc', command.replace('curl ', 'curl -sS --fail ').replace('3000', `${port}`)]))
    .stdout;

/** The first call that does not fail; the app is still being compiled before. */
async function untilItAnswers(app: ChildProcess, call: () => Promise<string>, output: () => string): Promise<void> {
  for (;;) {
    assert.equal(app.exitCode, null, output());
    try {
      await call();
      return;
    } catch {
      await pause(200);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
