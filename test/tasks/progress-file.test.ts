import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openProgress } from '#src/tasks/progress-file.js';
import { readProgress, readProgressHistory } from '#src/tasks/read-progress.js';

const root = mkdtempSync(join(tmpdir(), 'stask-progress-'));
after(() => rmSync(root, { recursive: true, force: true }));

let lastId = 0;
function open(options: Partial<Parameters<typeof openProgress>[0]> = {}) {
  const taskId = options.taskId ?? ++lastId;
  const storagePath = options.storagePath ?? root;
  const path = join(storagePath, `${taskId}.log`);
  const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return { progress: openProgress({ storagePath, taskId, now: () => 0, ...options }), path, taskId, lines };
}

test('a task that reports nothing writes no file', async () => {
  const { progress, path } = open();
  await progress.end('completed', 'done');
  assert.equal(existsSync(path), false);
  assert.equal(progress.current(), undefined);
});

test('the file starts with a running line and ends with the last value and the outcome', async () => {
  const { progress, lines } = open();
  for (let processed = 1; processed <= 250; processed++)
    progress.push({ processed, total: 250, message: `item ${processed}` });
  await progress.end('completed', 'Imported 250 products');
  const written = lines();
  assert.equal(written[0], 'running|0|1|250|—|item 1');
  assert.match(written.at(-2)!, /^running\|100\|250\|250\|0s\|item 250$/);
  assert.equal(written.at(-1), 'completed|100|250|250|0s|Imported 250 products');
});

test('a hundred thousand reports make a handful of lines', async () => {
  const { progress, lines } = open();
  for (let n = 0; n < 100_000; n++) progress.push({ processed: n, total: 100_000 });
  await progress.end('failed', 'no');
  assert.equal(lines().length, 3);
  assert.equal(lines().at(-1), 'failed|99|99999|100000|—|no');
});

test('reports during a run reach the file while it runs', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { progress, taskId } = open();
  progress.push({ progress: 10 });
  await until(async () => (await readProgress(root, taskId))?.progress === 10);
  progress.push({ progress: 20 });
  progress.push({ progress: 30 });
  t.mock.timers.tick(200);
  await until(async () => (await readProgress(root, taskId))?.progress === 30);
  await progress.end('completed');
  assert.deepEqual(
    (await readProgressHistory(root, taskId)).map((record) => record.progress),
    [10, 30, 100],
  );
});

test('the time left is computed from the speed when it is not given', async () => {
  let now = 0;
  const { progress } = open({ now: () => now });
  progress.push({ processed: 0, total: 100 });
  now = 10_000;
  progress.push({ processed: 10 });
  assert.equal(progress.current()?.eta, '1m 30s');
  progress.push({ processed: 20, eta: 'a while' });
  assert.equal(progress.current()?.eta, 'a while');
  await progress.end('cancelled');
});

test('pushes after the end and a second end change nothing', async () => {
  const { progress, lines } = open();
  progress.push({ progress: 1 });
  await progress.end('failed', 'first');
  progress.push({ progress: 99 });
  await progress.end('completed', 'second');
  assert.equal(lines().at(-1), 'failed|1|0|0|—|first');
});

test('two runs of a task append to one file, and the second closes it although it reported nothing', async () => {
  const first = open();
  first.progress.push({ processed: 3, total: 10 });
  await first.progress.end('pending', 'Connection lost, next attempt in 1s');
  const second = open({ taskId: first.taskId, attempt: 2 });
  await second.progress.end('completed', 'done');
  assert.deepEqual(first.lines(), [
    'running|30|3|10|—|',
    'pending|30|3|10|—|Connection lost, next attempt in 1s',
    'completed|100|3|10|0s|done',
  ]);
});

test('a second run that reports nothing after a first that reported nothing writes no file', async () => {
  const { progress, path } = open({ attempt: 2 });
  await progress.end('completed', 'done');
  assert.equal(existsSync(path), false);
});

test('a line that a crash left half written does not spoil the next one', async () => {
  const { progress, path, taskId } = open();
  writeFileSync(path, 'running|45|112|250|2m 1');
  progress.push({ progress: 50 });
  await progress.end('completed', 'ok');
  assert.deepEqual(
    (await readProgressHistory(root, taskId)).map(({ status }) => status),
    ['running', 'completed'],
  );
});

test('an abandoned run writes no outcome', async () => {
  const { progress, taskId } = open();
  progress.push({ progress: 5 });
  await until(async () => (await readProgress(root, taskId)) !== undefined);
  progress.push({ progress: 6 });
  await progress.abandon();
  await progress.end('completed');
  assert.deepEqual(
    (await readProgressHistory(root, taskId)).map((record) => record.progress),
    [5],
  );
});

test('a run that may not write holds its lines back', async () => {
  let owner = false;
  const { progress, path } = open({ mayWrite: () => owner });
  progress.push({ progress: 5 });
  await progress.end('completed');
  assert.equal(existsSync(path), false);
  owner = true;
});

test('a missing storage folder is made, also when it goes away during the run', async () => {
  const storagePath = join(root, 'made', 'on', 'demand');
  const { progress, lines, path } = open({ storagePath });
  progress.push({ progress: 1 });
  await until(() => existsSync(path));
  rmSync(storagePath, { recursive: true });
  progress.push({ progress: 2 });
  await progress.end('completed', 'ok');
  assert.deepEqual(lines(), ['running|2|0|0|—|', 'completed|100|0|0|0s|ok']);
});

test('a folder that cannot be written is reported once and fails nothing', async () => {
  const problems: unknown[] = [];
  writeFileSync(join(root, 'a-file'), '');
  const { progress } = open({
    storagePath: join(root, 'a-file', 'inside'),
    onProblem: (error) => problems.push(error),
  });
  for (let n = 0; n < 1_000; n++) progress.push({ progress: n / 10, message: 'x'.repeat(100) });
  await progress.end('completed', 'ok');
  assert.equal(problems.length, 1);
  assert.equal(progress.current()?.progress, 99);
});

test('a read-only folder fails nothing', { skip: process.getuid?.() === 0 && 'root writes everywhere' }, async () => {
  const storagePath = join(root, 'read-only');
  mkdirSync(storagePath);
  chmodSync(storagePath, 0o500);
  const { progress } = open({ storagePath });
  progress.push({ progress: 1 });
  await progress.end('completed');
  chmodSync(storagePath, 0o700);
});

test('a listener that throws fails nothing', async () => {
  const { progress } = open({ storagePath: join(root, 'a-file', 'inside'), onProblem: throwing, onRow: throwing });
  progress.push({ progress: 1 });
  await progress.end('completed');
});

test('a link in place of the file is not followed', async () => {
  const { progress, path, taskId } = open();
  const outside = join(root, 'outside.txt');
  writeFileSync(outside, 'running|1|1|1|—|secret\n');
  symlinkSync(outside, path);
  progress.push({ progress: 50 });
  await progress.end('completed');
  assert.equal(readFileSync(outside, 'utf8'), 'running|1|1|1|—|secret\n');
  assert.equal(await readProgress(root, taskId), undefined);
});

test('an id that is not a whole number above 0 makes no path', async () => {
  const before = readdirSync(root);
  for (const taskId of ['../../etc/passwd', '1/../x', 1.5, NaN, 0, -1, 2 ** 60, '7'] as number[]) {
    assert.throws(() => openProgress({ storagePath: root, taskId }), { code: 'STASK_USAGE' });
    await assert.rejects(readProgress(root, taskId), { code: 'STASK_USAGE' });
  }
  assert.deepEqual(readdirSync(root), before);
});

test('the row gets the latest value at most once a second, and waits for its own slow write', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const rows: number[] = [];
  let release: (() => void) | undefined;
  const slow = new Promise<void>((resolve) => (release = resolve));
  const { progress, taskId } = open({ onRow: ({ progress: percent }) => (rows.push(percent), slow) });
  for (const percent of [1, 2, 3, 4]) {
    progress.push({ progress: percent });
    await until(async () => (await readProgress(root, taskId))?.progress === percent);
    t.mock.timers.tick(200);
  }
  assert.deepEqual(rows, [2]);
  release?.();
  await slow;
  await new Promise(setImmediate);
  t.mock.timers.tick(1_000);
  assert.deepEqual(rows, [2, 4]);
  await progress.end('completed');
});

test('any message comes back from the file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme-composite' }), fc.nat(), async (message, processed) => {
      const { progress, taskId } = open();
      progress.push({ message, processed });
      await progress.end('failed');
      const record = await readProgress(root, taskId);
      assert.deepEqual([record?.message, record?.processed], [message, processed]);
    }),
    { numRuns: 50 },
  );
});

function throwing(): never {
  throw new Error('logger is broken');
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}
