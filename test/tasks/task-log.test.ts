import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import fc from 'fast-check';
import {
  clearTaskLog,
  downloadTaskLog,
  readLastTaskLog,
  readTaskErrors,
  readTaskLog,
} from '#src/tasks/read-task-log.js';
import { openTaskLog } from '#src/tasks/task-log.js';

const root = mkdtempSync(join(tmpdir(), 'stask-log-'));
after(() => rmSync(root, { recursive: true, force: true }));

const good = (message: string) => `{"timestamp":"t","level":"info","message":"${message}","context":{}}\n`;

const now = () => new Date(Date.UTC(2026, 0, 1));

let lastId = 0;
function open(storagePath = root, onProblem?: (error: unknown) => void) {
  const taskId = ++lastId;
  return {
    taskId,
    path: join(storagePath, `${taskId}.jsonl`),
    log: openTaskLog({ storagePath, taskId, now, onProblem }),
  };
}

test('a line is one JSON object with timestamp, level, message and context', async () => {
  const { log, path } = open();
  log.append('warning', 'Skipped item 7', { reason: 'no price' });
  await log.flush();
  assert.equal(
    readFileSync(path, 'utf8'),
    '{"timestamp":"2026-01-01T00:00:00.000Z","level":"warning","message":"Skipped item 7","context":{"reason":"no price"}}\n',
  );
});

test('lines keep their order, and what is read is what was said', async () => {
  const { log, taskId } = open();
  for (let n = 0; n < 10_000; n++) log.append(n % 100 === 0 ? 'error' : 'info', `line ${n}`, { n });
  await log.flush();
  const all = await readTaskLog(root, taskId);
  assert.deepEqual(
    all.map(({ context }) => context.n),
    Array.from({ length: 10_000 }, (_, n) => n),
  );
  assert.equal((await readTaskErrors(root, taskId)).length, 100);
  assert.deepEqual(
    (await readLastTaskLog(root, taskId, 3)).map(({ message }) => message),
    ['line 9997', 'line 9998', 'line 9999'],
  );
  assert.equal((await readLastTaskLog(root, taskId, 100_000)).length, 10_000);
  assert.deepEqual(await readLastTaskLog(root, taskId, 0), []);
});

test('any message and any JSON context come back', async () => {
  const { log, taskId } = open();
  const said: unknown[] = [];
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()),
      (message, context) => {
        said.push({ message, context: JSON.parse(JSON.stringify(context)) as unknown });
        log.append('info', message, context);
      },
    ),
  );
  await log.flush();
  const read = (await readTaskLog(root, taskId)).map(({ message, context }) => ({ message, context }));
  assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(said)));
});

test('whatever is logged is a line and never an exception', async () => {
  const { log, taskId } = open();
  const error = new Error('boom', { cause: new Error('why') });
  log.append('error', 'failed', { error });
  log.append('error', error as unknown as string);
  log.append('fatal' as 'info', undefined as unknown as string, 5);
  log.append('info', 'x'.repeat(20_000), error);
  const cycle: Record<string, unknown> = {};
  cycle.cycle = cycle;
  log.append('info', 'cycle', cycle);
  await log.flush();
  const [failed, thrown, odd, long] = await readTaskLog(root, taskId);
  assert.equal((failed!.context.error as { cause: { message: string } }).cause.message, 'why');
  assert.deepEqual([thrown?.message, (thrown!.context.error as Error).message], ['boom', 'boom']);
  assert.deepEqual([odd?.level, odd?.message, odd!.context], ['info', '', { value: 5 }]);
  assert.match(long!.message, /… \(cut, 20000 characters\)$/);
  assert.equal(long!.context.message, 'boom');
});

test('a context changed after the call is stored as it was', async () => {
  const { log, taskId } = open();
  const context = { n: 1 };
  log.append('info', 'now', context);
  context.n = 2;
  await log.flush();
  assert.deepEqual((await readTaskLog(root, taskId))[0]?.context, { n: 1 });
});

test('lines damaged by a crash are passed over, and what follows them is whole', async () => {
  const { log, path, taskId } = open();
  writeFileSync(
    path,
    `${good('a')}\0\0\0\nnull\n[]\n{"level":"info"}\n{"timestamp":"t","level":"x","message":""}\n${good('b')}{"timest`,
  );
  log.append('info', 'c');
  await log.flush();
  assert.deepEqual(
    (await readTaskLog(root, taskId)).map(({ message }) => message),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(
    (await readLastTaskLog(root, taskId, 2)).map(({ message }) => message),
    ['b', 'c'],
  );
});

test('a task without a log has none', async () => {
  assert.deepEqual(await readTaskLog(root, 999), []);
  assert.deepEqual(await readLastTaskLog(root, 999, 5), []);
  assert.deepEqual(await readTaskErrors(root, 999), []);
  await clearTaskLog(root, 999);
});

test('clearing deletes the lines, and later ones start anew', async () => {
  const { log, taskId, path } = open();
  log.append('info', 'old');
  await log.flush();
  await clearTaskLog(root, taskId);
  assert.equal(existsSync(path), false);
  log.append('info', 'new');
  await log.flush();
  assert.deepEqual(
    (await readTaskLog(root, taskId)).map(({ message }) => message),
    ['new'],
  );
});

test('a download has a name, its size, and the bytes up to that size', async () => {
  const { log, taskId, path } = open();
  log.append('info', 'one');
  await log.flush();
  const { fileName, size, stream } = await downloadTaskLog(root, taskId);
  appendFileSync(path, 'later\n');
  assert.equal(fileName, `stask-${taskId}.jsonl`);
  const body = await text(stream);
  assert.equal(body.length, size);
  assert.match(body, /"one"/);
  assert.equal(await text((await downloadTaskLog(root, 999)).stream), '');
});

test('a count that is not a whole number is refused', async () => {
  for (const count of [-1, 1.5, NaN, '3' as unknown as number])
    await assert.rejects(readLastTaskLog(root, 1, count), { code: 'STASK_USAGE' });
});

test('a folder that cannot be written is reported once and fails nothing', async () => {
  writeFileSync(join(root, 'a-file'), '');
  const problems: unknown[] = [];
  const { log } = open(join(root, 'a-file', 'in'), (error) => problems.push(error));
  for (let n = 0; n < 100; n++) log.append('info', `line ${n}`);
  await log.flush();
  await log.flush();
  await new Promise(setImmediate);
  assert.equal(problems.length, 1);
});

test('lines that waited for the disk are written in order once it takes them', async () => {
  const folder = join(root, 'comes-back');
  writeFileSync(folder, '');
  const { log, taskId } = open(folder);
  log.append('info', 'first');
  await log.flush();
  rmSync(folder);
  log.append('info', 'second');
  await log.flush();
  assert.deepEqual(
    (await readTaskLog(folder, taskId)).map(({ message }) => message),
    ['first', 'second'],
  );
});

test('more lines than can wait are left out and counted in a line of their own', async () => {
  const folder = join(root, 'overflow');
  writeFileSync(folder, '');
  const { log, taskId } = open(folder);
  for (let n = 0; n < 3_000; n++) log.append('info', 'x'.repeat(9_000));
  await log.flush();
  rmSync(folder);
  await log.flush();
  const last = (await readLastTaskLog(folder, taskId, 1))[0];
  assert.equal(last?.level, 'warning');
  assert.equal((last?.context.leftOut as number) + (await readTaskLog(folder, taskId)).length - 1, 3_000);
});

test('a link in place of the log is not followed', async () => {
  const { log, taskId, path } = open();
  const outside = join(root, 'outside.txt');
  writeFileSync(outside, 'secret');
  symlinkSync(outside, path);
  log.append('info', 'hello');
  await log.flush();
  assert.equal(readFileSync(outside, 'utf8'), 'secret');
  assert.deepEqual(await readTaskLog(root, taskId), []);
  await clearTaskLog(root, taskId);
  assert.equal(readFileSync(outside, 'utf8'), 'secret');
});
