import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { followTaskLog } from '#src/tasks/follow-task-log.js';

const root = mkdtempSync(join(tmpdir(), 'stask-follow-'));
after(() => rmSync(root, { recursive: true, force: true }));

let lastId = 0;
const newId = () => ++lastId;
const file = (id: number, folder = root) => join(folder, `${id}.jsonl`);
const line = (message: string) => `{"timestamp":"t","level":"info","message":"${message}","context":{}}\n`;

function follow(id: number, last?: number, folder = root) {
  const control = new AbortController();
  const records = followTaskLog(folder, id, { signal: control.signal, last });
  return { control, next: async () => (await records.next()).value?.message, records };
}

test('what is there comes first, then each line as it is written, until the signal', async () => {
  const id = newId();
  writeFileSync(file(id), line('a') + line('b'));
  const { next, control, records } = follow(id);
  assert.equal(await next(), 'a');
  assert.equal(await next(), 'b');
  const waiting = next();
  appendFileSync(file(id), line('c') + line('d'));
  assert.equal(await waiting, 'c');
  appendFileSync(file(id), line('e'));
  control.abort();
  assert.equal(await next(), 'd');
  assert.equal(await next(), 'e');
  assert.equal((await records.next()).done, true);
});

test('only the last lines come first when asked so, none with 0', async () => {
  const id = newId();
  writeFileSync(file(id), line('a') + line('b') + line('c'));
  const two = follow(id, 2);
  assert.deepEqual([await two.next(), await two.next()], ['b', 'c']);
  const none = follow(id, 0);
  const waiting = none.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  appendFileSync(file(id), line('d'));
  assert.equal(await waiting, 'd');
  for (const { control, records } of [two, none]) {
    control.abort();
    await records.return();
  }
});

test('a half-written line comes once, when it is whole', async () => {
  const id = newId();
  const whole = line('ü'.repeat(10));
  const bytes = Buffer.from(whole);
  writeFileSync(file(id), Buffer.concat([Buffer.from(line('a')), bytes.subarray(0, 50)]));
  const { next, control, records } = follow(id);
  assert.equal(await next(), 'a');
  const waiting = next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  appendFileSync(file(id), bytes.subarray(50));
  assert.equal(await waiting, 'ü'.repeat(10));
  control.abort();
  assert.equal((await records.next()).done, true);
});

test('a log that comes later, in a folder that comes later, is followed', async () => {
  const folder = join(root, 'later');
  const id = newId();
  const { next, control, records } = follow(id, undefined, folder);
  const waiting = next();
  const { mkdirSync } = await import('node:fs');
  mkdirSync(folder);
  writeFileSync(file(id, folder), line('a'));
  assert.equal(await waiting, 'a');
  control.abort();
  await records.return();
});

test('a log that is cleared is followed from its new start', async () => {
  const id = newId();
  writeFileSync(file(id), line('a') + line('b'));
  const { next, control, records } = follow(id);
  assert.deepEqual([await next(), await next()], ['a', 'b']);
  const waiting = next();
  rmSync(file(id));
  await new Promise((resolve) => setTimeout(resolve, 20));
  writeFileSync(file(id), line('c'));
  assert.equal(await waiting, 'c');
  control.abort();
  await records.return();
});

test('a signal that was aborted before gives what is there and ends', async () => {
  const id = newId();
  writeFileSync(file(id), line('a'));
  const messages: string[] = [];
  for await (const { message } of followTaskLog(root, id, { signal: AbortSignal.abort() })) messages.push(message);
  assert.deepEqual(messages, ['a']);
});
