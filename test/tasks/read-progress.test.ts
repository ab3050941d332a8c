import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { linesFromEnd, linesFromStart } from '#src/tasks/read-lines.js';
import { readProgress, readProgressHistory } from '#src/tasks/read-progress.js';

const root = mkdtempSync(join(tmpdir(), 'stask-read-progress-'));
after(() => rmSync(root, { recursive: true, force: true }));

let lastId = 0;
function stored(content: string | Buffer): number {
  writeFileSync(join(root, `${++lastId}.log`), content);
  return lastId;
}

const line = (progress: number, message: string) => `running|${progress}|0|0|—|${message}\n`;

test('the last record is the current one, the history has all', async () => {
  const id = stored(line(1, 'a') + line(2, 'b\\nc') + 'completed|100|250|250|0s|done | over\n');
  assert.deepEqual(await readProgress(root, id), {
    status: 'completed',
    progress: 100,
    processed: 250,
    total: 250,
    eta: '0s',
    message: 'done | over',
  });
  assert.deepEqual(
    (await readProgressHistory(root, id)).map(({ message }) => message),
    ['a', 'b\nc', 'done | over'],
  );
});

test('no file, an empty file and a file of rubbish have no record', async () => {
  for (const id of [999, stored(''), stored('\n\n'), stored(Buffer.alloc(100_000)), stored('x'.repeat(100_000))]) {
    assert.equal(await readProgress(root, id), undefined);
    assert.deepEqual(await readProgressHistory(root, id), []);
  }
});

test('a torn last line is passed over, unless it is the only one', async () => {
  assert.equal((await readProgress(root, stored(line(7, 'whole') + 'running|8|0|0|—|to')))?.progress, 7);
  assert.equal((await readProgress(root, stored(line(7, 'whole') + 'run')))?.progress, 7);
  assert.equal((await readProgress(root, stored('running|8|0|0|—|alone')))?.progress, 8);
});

test('a last line of a megabyte is read, and so is the line before one that is torn', async () => {
  const long = 'ü'.repeat(500_000);
  assert.equal((await readProgress(root, stored(line(1, 'a') + line(2, long))))?.message, long);
  assert.equal((await readProgress(root, stored(line(1, 'a') + line(2, long).slice(0, -1))))?.progress, 1);
});

test('only the end of a long file is read', async () => {
  const id = stored(line(1, 'x'.repeat(100)).repeat(100_000) + line(2, 'end'));
  assert.equal((await readProgress(root, id))?.message, 'end');
  const lines = linesFromEnd(join(root, `${id}.log`));
  assert.equal((await lines.next()).value?.text, line(2, 'end').trim());
  await lines.return(undefined);
});

test('lines read from the end are those read from the start, reversed', async () => {
  const texts = fc.array(
    fc.oneof(
      fc.string(),
      fc.integer({ min: 1, max: 60_000 }).map((length) => 'é'.repeat(length)),
    ),
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.boolean(), async (parts, complete) => {
      const id = stored(parts.join('\n') + (complete ? '\n' : ''));
      const path = join(root, `${id}.log`);
      const forwards = await collect(linesFromStart(path));
      const backwards = await collect(linesFromEnd(path));
      assert.deepEqual(backwards.toReversed(), forwards);
      const bytes = readFileSync(path);
      for (const { text, start, end, complete: whole } of forwards)
        assert.equal(bytes.subarray(start, end).toString(), whole ? `${text}\n` : text);
      assert.deepEqual(
        forwards.map(({ text }) => text),
        parts
          .join('\n')
          .split('\n')
          .filter((text) => text !== ''),
      );
    }),
    { numRuns: 60 },
  );
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
