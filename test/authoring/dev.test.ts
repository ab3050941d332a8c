import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runDev } from '#src/authoring/dev.js';
import { createStask, isStaskError } from 'stask';
import { packageJson, temporaryFolder, workerCode, writePackage } from './packages.js';

/** Runs `stask dev` on a folder; `next` resolves with the next line that matches. */
function startDev(folder: string) {
  const controller = new AbortController();
  const lines: string[] = [];
  let wake: (() => void) | undefined;
  const onLine = (line: string): void => {
    lines.push(line);
    wake?.();
  };
  const done = runDev({ folder, signal: controller.signal, onLine });
  return {
    async next(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = lines.findIndex((line) => pattern.test(line));
        if (found >= 0) return lines.splice(0, found + 1).at(-1) ?? '';
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async stop(): Promise<void> {
      controller.abort();
      await done;
    },
  };
}

const answering = (answer: string): string =>
  workerCode({ members: `taskAnswer() { return ${JSON.stringify(answer)}; }` });

test(
  'the next task runs the new code, and a mistake on the way is told and survived',
  { timeout: 120_000 },
  async () => {
    const root = writePackage({ 'index.js': answering('first') });
    const dev = startDev(root);
    await dev.next(/^Ready: sample with run, answer/);
    const admin = (await dev.next(/^Admin: /)).slice('Admin: '.length);
    const host = await createStask({ cwd: root, storagePath: join(root, '.stask'), autoDiscover: false });
    try {
      const run = async (): Promise<unknown> => {
        const { id } = await host.create({ identifier: 'sample', action: 'answer' });
        await dev.next(new RegExp(`^Task ${id} sample.answer completed`));
        return (await host.getTask(id)).result;
      };
      assert.equal(await run(), 'first');
      assert.equal((await fetch(admin)).ok, true);
      writeFileSync(join(root, 'index.js'), 'export class {');
      await dev.next(/^Not taken: import-failed/);
      writeFileSync(join(root, 'index.js'), answering('second'));
      await dev.next(/^Ready: sample/);
      assert.equal(await dev.next(/^Admin: /), `Admin: ${admin}`);
      assert.equal(await run(), 'second');
    } finally {
      await host.close();
      await dev.stop();
    }
  },
);

test(
  'the build runs before the host starts and after each change; a failed one is told',
  { timeout: 120_000 },
  async () => {
    const scripts = { build: 'node build.mjs' };
    const files = { 'source.txt': 'first', 'build.mjs': BUILD, 'index.js': undefined };
    const stask = { workers: './dist/index.js' };
    const root = writePackage({ ...files, 'package.json': packageJson({ scripts, stask }) });
    const dev = startDev(root);
    try {
      await dev.next(/^Ready: sample with run, first$/);
      writeFileSync(join(root, 'source.txt'), 'wrong name');
      assert.match(await dev.next(/^The build failed/), /not a name: wrong name/);
      writeFileSync(join(root, 'source.txt'), 'second');
      await dev.next(/^Ready: sample with run, second$/);
    } finally {
      await dev.stop();
    }
  },
);

/** Makes dist/index.js of source.txt, the name of an action. */
const BUILD = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const name = readFileSync('source.txt', 'utf8');
if (!/^[a-z]+$/.test(name)) throw new Error('not a name: ' + name);
mkdirSync('dist', { recursive: true });
const method = 'task' + name[0].toUpperCase() + name.slice(1);
writeFileSync('dist/index.js', ${JSON.stringify(workerCode({ members: 'METHOD() {}' }))}.replace('METHOD', method));
`;

test('a package that declares no worker is refused', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), '{"name":"plain","version":"1.0.0"}');
  const options = { folder, signal: new AbortController().signal, onLine: () => {} };
  await assert.rejects(runDev(options), (error) => isStaskError(error, 'STASK_USAGE'));
});
