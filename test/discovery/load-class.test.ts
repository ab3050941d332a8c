import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { isStaskError } from '#src/errors.js';
import { loadClass } from '#src/discovery/load-class.js';
import { REPOSITORY } from './inspect-fixtures.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stask-load-class-')));
after(() => rmSync(folder, { recursive: true, force: true }));

function fixtureRoot(name: string): string {
  return join(REPOSITORY, 'fixtures/inspect', name);
}

function write(file: string, text: string, modified?: Date): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
  if (modified) utimesSync(join(folder, file), modified, modified);
}

function load(name: string): Promise<unknown> {
  return loadClass(join(folder, name), 'index.mjs', 'W');
}

async function failure(loading: Promise<unknown>): Promise<Error> {
  const error = await loading.then(
    () => assert.fail('it was loaded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(isStaskError(error, 'STASK_WORKER_LOAD_FAILED'), String(error));
  return error;
}

for (const [name, entry, exported, identifier] of [
  ['healthy', 'index.js', 'HealthyWorker', 'healthy'],
  ['exports-default', 'index.js', 'default', 'plain-default'],
  ['commonjs-class', 'index.cjs', 'default', 'common'],
  ['commonjs-hidden', 'index.cjs', 'two', 'two'],
  ['commonjs-transpiled', 'index.cjs', 'default', 'transpiled'],
] as const) {
  test(`the class that inspection called ${name}#${exported} is found under that name`, async () => {
    const Class = await loadClass(fixtureRoot(name), entry, exported);
    assert.equal(new Class().identifier(), identifier);
  });
}

test('a file whose name looks like a URL is loaded as that file', async () => {
  write('odd/a #1?b %41.mjs', 'export class W {}');
  assert.equal((await loadClass(join(folder, 'odd'), 'a #1?b %41.mjs', 'W')).name, 'W');
});

test('a file that throws is STASK_WORKER_LOAD_FAILED with the error as cause', async () => {
  const error = await failure(loadClass(fixtureRoot('throws-error'), 'index.js', 'W'));
  assert.match(error.message, /throws-error.index\.js cannot be imported: Error: no licence key \(index\.js:1:7\)/);
  assert.equal((error.cause as Error).message, 'no licence key');
});

test('a missing export names those that are there', async () => {
  const error = await failure(loadClass(fixtureRoot('healthy'), 'index.js', 'GoneWorker'));
  assert.match(error.message, /exports no class "GoneWorker"; it exports HealthyWorker/);
});

for (const name of ['constructor', '__proto__', 'toString']) {
  test(`"${name}" is not an export`, async () => {
    await failure(loadClass(fixtureRoot('commonjs-hidden'), 'index.cjs', name));
  });
}

test('a path out of the package is refused, also through a link', async () => {
  write('outside.mjs', 'export class W {}');
  write('inside/index.mjs', 'export class W {}');
  symlinkSync(join(folder, 'outside.mjs'), join(folder, 'inside/link.mjs'));
  for (const entry of ['../outside.mjs', join(folder, 'outside.mjs'), 'link.mjs']) {
    assert.match((await failure(loadClass(join(folder, 'inside'), entry, 'W'))).message, /outside of the package/);
  }
  assert.match((await failure(loadClass(join(folder, 'inside'), 'gone.mjs', 'W'))).message, /cannot be read/);
});

test('a file that was mended is loaded without a restart, and only once', async () => {
  write('mended/index.mjs', 'throw new Error("first");', new Date(1_000_000));
  assert.match((await failure(load('mended'))).message, /first/);
  write('mended/index.mjs', 'throw new Error("second");', new Date(2_000_000));
  assert.match((await failure(load('mended'))).message, /second/);
  assert.match((await failure(load('mended'))).message, /second/);
  write('mended/index.mjs', 'export class W {}', new Date(3_000_000));
  assert.equal(await load('mended'), await load('mended'));
});

test('a file whose missing dependency came is loaded without a restart', async () => {
  write('waiting/index.mjs', 'import "./part.mjs"; export class W {}');
  assert.match((await failure(load('waiting'))).message, /"part\.mjs" cannot be found from index\.mjs/);
  assert.match((await failure(load('waiting'))).message, /"part\.mjs" cannot be found/);
  write('waiting/part.mjs', '');
  assert.equal(await load('waiting'), await load('waiting'));
});
