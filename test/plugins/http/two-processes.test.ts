import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runAction } from 'stask/testing';
import { HttpWorker } from 'stask-worker-http';
import { temporaryFolder } from '../temporary-folder.js';
import { serveFile, startServer } from './faulty-server.js';

interface Ended {
  readonly status: string;
  readonly message: string;
  readonly result: { readonly resumed_at: number } | null;
}

const PROCESS = fileURLToPath(new URL('download-process.js', import.meta.url));
const body = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const server = await startServer();
const url = `${server.origin}/data.bin`;

function start(directory: string): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [PROCESS, url, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, ended: text(child.stdout).then((json) => JSON.parse(json || '{}') as Ended) };
}

/** Sends a third of the file to whoever asks first, and gives how to send the rest. */
function serveSlowly(): Promise<() => void> {
  return new Promise((resolve) => {
    server.answer = (_request, response) => {
      server.answer = serveFile(body);
      response.setHeader('etag', '"v1"').setHeader('content-length', body.length);
      response.write(body.subarray(0, 100_000));
      resolve(() => response.end(body.subarray(100_000)));
    };
  });
}

async function whenWritten(file: string, bytes: number): Promise<void> {
  while (!existsSync(file) || statSync(file).size < bytes) await delay(5);
}

const here = (directory: string) =>
  runAction(HttpWorker, 'download', { url }, { settings: { directory, private_hosts: ['127.0.0.1'] }, maxAttempts: 3 });

test('while one process writes a file another one waits for a later attempt', async () => {
  const directory = temporaryFolder();
  const begun = serveSlowly();
  const first = start(directory);
  const sendRest = await begun;
  for (const second of [await start(directory).ended, await here(directory)]) {
    assert.equal(second.status, 'pending');
    assert.match(second.message, /data\.bin" is being written by another task/);
  }
  sendRest();
  const { status, message } = await first.ended;
  assert.equal(status, 'completed', message);
  assert.deepEqual(readFileSync(join(directory, 'data.bin')), body);
  assert.deepEqual(readdirSync(directory), ['data.bin']);
});

test('what a process that was killed has written is gone on with at once, by exactly one of many', async () => {
  const directory = temporaryFolder();
  const file = join(directory, 'data.bin');
  const begun = serveSlowly();
  const { child } = start(directory);
  await begun;
  await whenWritten(`${file}.partial`, 100_000);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const waiting: ServerResponse[] = [];
  server.answer = (request, response) => {
    waiting.push(response); // so that the one that got the lock still holds it when the others ask for it
    if (waiting.length === 1) void allButOne.then(() => serveFile(body)(request, response));
  };
  const all = Array.from({ length: 6 }, () => start(directory).ended);
  const allButOne = endOfAllButOne(all);
  const ended = await Promise.all(all);
  assert.deepEqual(ended.map(({ status }) => status).toSorted(), ['completed', ...Array<string>(5).fill('pending')]);
  assert.equal(waiting.length, 1);
  assert.equal(ended.find(({ status }) => status === 'completed')?.result?.resumed_at, 100_000);
  assert.deepEqual(readFileSync(file), body);
  assert.deepEqual(readdirSync(directory), ['data.bin']);
});

async function endOfAllButOne(all: ReadonlyArray<Promise<unknown>>): Promise<void> {
  let left = all.length - 1;
  await new Promise<void>((resolve) => {
    for (const each of all) void each.then(() => --left === 0 && resolve());
  });
}

test('the lock of another machine counts while it is fresh, one that fell silent or was cut off is taken over', async () => {
  server.answer = serveFile(body);
  for (const owner of ['{"run":"x","place":"elsewhere","pid":1}', '{"run":']) {
    const directory = temporaryFolder();
    const lock = join(directory, 'data.bin.stask-lock');
    writeFileSync(lock, owner);
    assert.equal((await here(directory)).status, 'pending');
    const before = Date.now() / 1000 - 61;
    utimesSync(lock, before, before);
    const ran = await here(directory);
    assert.equal(ran.status, 'completed', ran.message);
    assert.deepEqual(readdirSync(directory), ['data.bin']);
  }
});

test('a run whose lock was taken over does not put its file under the name', async () => {
  const directory = temporaryFolder();
  const begun = serveSlowly();
  const running = here(directory);
  const sendRest = await begun;
  writeFileSync(join(directory, 'data.bin.stask-lock'), '{"run":"another","place":"elsewhere","pid":1}');
  sendRest();
  const ran = await running;
  assert.equal(ran.status, 'pending');
  assert.match(ran.message, /is being written by another task/);
  assert.ok(!existsSync(join(directory, 'data.bin')));
  assert.ok(existsSync(join(directory, 'data.bin.stask-lock')));
});
