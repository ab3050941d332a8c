import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../cli/run-stask.js';
import { runCommand } from '../layouts/run-command.js';
import { temporaryFolder } from '../plugins/temporary-folder.js';

const folder = temporaryFolder();

/** What a host says on stderr whose `@opentelemetry/api` has these files; none when it is not installed. */
async function saidWith(name: string, files?: Readonly<Record<string, string>>): Promise<string> {
  const cwd = join(folder, name);
  const modules = join(cwd, 'node_modules');
  mkdirSync(join(modules, 'stask'), { recursive: true });
  for (const entry of readdirSync(join(root, 'node_modules')))
    if (!/^(stask|@opentelemetry)/.test(entry))
      symlinkSync(join(root, 'node_modules', entry), join(modules, entry), 'dir');
  cpSync(join(root, 'package.json'), join(modules, 'stask/package.json'));
  symlinkSync(join(root, 'dist'), join(modules, 'stask/dist'), 'dir');
  const api = join(modules, '@opentelemetry/api');
  if (files !== undefined) mkdirSync(api, { recursive: true });
  for (const [file, text] of Object.entries(files ?? {})) writeFileSync(join(api, file), text);
  writeFileSync(join(cwd, 'package.json'), '{ "name": "host", "type": "module" }');
  writeFileSync(
    join(cwd, 'host.js'),
    `import { createStask } from 'stask';
     const stask = await createStask({ autoDiscover: false });
     console.log(JSON.stringify(await stask.getStats()));
     await stask.close();`,
  );
  // Else the links lead to this repository, which has the package.
  const { stdout, stderr } = await runCommand(cwd, [process.execPath, '--preserve-symlinks', 'host.js']);
  assert.match(stdout, /"total":0/);
  return stderr;
}

const manifest = '{ "name": "@opentelemetry/api", "version": "1.9.0", "main": "index.js" }';

test('a host without OpenTelemetry hears nothing of it', async () => {
  assert.equal(await saidWith('absent'), '');
});

test('a host whose OpenTelemetry is installed and broken is told why there is no tracing, and works', async () => {
  const broken = await saidWith('broken', { 'package.json': manifest, 'index.js': 'throw new Error("half written");' });
  assert.match(broken, /No tracing: @opentelemetry\/api is installed and cannot be loaded: half written/);
  const lacking = await saidWith('lacking', { 'package.json': manifest, 'index.js': 'require("./gone.js");' });
  assert.match(lacking, /No tracing: .*Cannot find module '\.\/gone\.js'/);
});
