import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { fixture, REPOSITORY } from './inspect-fixtures.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stask-inspect-host-')));
after(() => rmSync(folder, { recursive: true, force: true }));

const run = promisify(execFile);

/** A host in a process of its own: inspects the packages and prints the report. */
function hostScript(name: string, packages: ReturnType<typeof fixture>[], stask = REPOSITORY): string {
  const file = join(folder, name);
  const module = pathToFileURL(join(stask, 'dist/discovery/inspect-packages.js')).href;
  writeFileSync(
    file,
    `import { inspectPackages } from ${JSON.stringify(module)};
     const options = { inspectTimeoutMs: 20_000, hostRoot: ${JSON.stringify(folder)} };
     const report = await inspectPackages(${JSON.stringify(packages)}, options);
     console.log(JSON.stringify(report));`,
  );
  return file;
}

function identifiersIn(stdout: string): string[] {
  const { candidates } = JSON.parse(stdout) as { candidates: Array<{ identifier: string }> };
  return candidates.map(({ identifier }) => identifier);
}

test('a host with a debugger port, a test runner and a loader inspects without handing on the first two', async () => {
  const loader = join(folder, 'loader.mjs');
  writeFileSync(loader, 'globalThis.loaderFlag = "loaded";');
  const root = join(folder, 'asks-flags');
  mkdirSync(root);
  writeFileSync(
    join(root, 'index.mjs'),
    `import { workerNamed } from ${JSON.stringify(pathToFileURL(join(REPOSITORY, 'fixtures/inspect/complete-worker.js')).href)};
     export class FlagsWorker extends workerNamed('flags') {
       settings() {
         return { flags: process.execArgv, context: process.env.NODE_TEST_CONTEXT ?? null, loader: globalThis.loaderFlag };
       }
     }`,
  );
  const found = { ...fixture('healthy'), root, entries: [{ file: join(root, 'index.mjs'), relative: 'index.mjs' }] };
  const flags = ['--inspect=127.0.0.1:0', '--import', './loader.mjs', '--test-reporter', 'tap'];
  const { stdout } = await run(process.execPath, [...flags, hostScript('flags.mjs', [found])], { cwd: folder });
  const [{ settings }] = (JSON.parse(stdout) as { candidates: [{ settings: Record<string, unknown> }] }).candidates;
  assert.equal(settings.context, null);
  assert.equal(settings.loader, 'loaded');
  assert.deepEqual((settings.flags as string[]).slice(2), ['--import', './loader.mjs']);
});

test('sTask works from a folder with spaces and special characters in its name', async () => {
  const copy = join(folder, 'späce #1? 100% %41');
  mkdirSync(copy);
  cpSync(join(REPOSITORY, 'dist'), join(copy, 'dist'), { recursive: true });
  cpSync(join(REPOSITORY, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  const root = join(copy, 'worker #2? ü');
  mkdirSync(root);
  for (const file of ['healthy/index.js', 'healthy/package.json']) {
    cpSync(join(REPOSITORY, 'fixtures/inspect', file), join(root, file.slice('healthy/'.length)));
  }
  cpSync(join(REPOSITORY, 'fixtures/inspect/complete-worker.js'), join(copy, 'complete-worker.js'));
  const found = { ...fixture('healthy'), root, entries: [{ file: join(root, 'index.js'), relative: 'index.js' }] };
  const { stdout, stderr } = await run(process.execPath, [hostScript('special.mjs', [found], copy)]);
  assert.equal(stderr, '');
  assert.deepEqual(identifiersIn(stdout), ['healthy']);
});

test('worker code cannot print to the standard output of the host', async () => {
  const { stdout, stderr } = await run(process.execPath, [
    hostScript('quiet.mjs', [fixture('floods-output'), fixture('exits'), fixture('healthy')]),
  ]);
  assert.deepEqual(identifiersIn(stdout), ['flood', 'healthy']);
  assert.equal(stderr, '');
});

test(
  'when the host is killed, a package stuck in a loop ends too',
  { skip: process.platform === 'win32' },
  async () => {
    const pidFile = join(folder, 'pid');
    const host = spawn(process.execPath, [hostScript('killed.mjs', [fixture('tells-its-pid')])], {
      stdio: 'ignore',
      env: { ...process.env, STASK_TEST_PID_FILE: pidFile },
    });
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    assert.equal(isRunning(pid), true);
    host.kill('SIGKILL');
    await until(() => !isRunning(pid));
  },
);

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail('it did not happen within 10 s');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
