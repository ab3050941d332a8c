import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from './compile-sample.js';

/** Prints each module that is loaded: ES modules by a loader hook, CommonJS ones from the cache. */
const hook = `export async function load(url, context, next) {
  process._rawDebug(url);
  return next(url, context);
}`;
const program = `
import { createRequire, register } from 'node:module';
register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});
await import('stask/worker');
for (const file of Object.keys(createRequire(import.meta.url).cache)) process._rawDebug(file);
`;

test('importing stask/worker loads its own files and nothing else', () => {
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const own = pathToFileURL(join(root, 'dist/')).href;
  const loaded = stderr.split('\n').filter((line) => line !== '');
  assert.ok(loaded.includes(`${own}worker/index.js`), stderr);
  assert.deepEqual(
    loaded.filter((url) => !url.startsWith(`${own}worker/`) && url !== `${own}errors.js` && !url.startsWith('node:')),
    [],
  );
});
