import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressComplaint } from '#src/tasks/progress-complaint.js';
import { runAction } from 'stask/testing';
import { defineWorker, type ProgressUpdate } from 'stask/worker';

test('a report of progress as it should be gives no reason to complain', () => {
  const fine: ProgressUpdate[] = [
    {},
    { progress: 5, processed: 1, total: 20, eta: '1m', message: 'x' },
    { progress: NaN, message: undefined },
    { status: 'completed', progress: 100 },
  ];
  for (const update of fine) assert.equal(progressComplaint(update), undefined);
});

test('what is wrong with a report is told with its name, its value and what is allowed', () => {
  const wrong: ReadonlyArray<readonly [unknown, RegExp]> = [
    [undefined, /an object with progress.*got undefined/],
    [50, /an object with progress.*got 50/],
    [{ percent: 5 }, /"percent" is not a field, got 5/],
    [{ procesed: 5 }, /Did you mean processed\?/],
    [{ progress: '45' }, /progress must be a number, got "45"/],
    [{ total: 10n }, /total must be a number, got 10/],
    [{ message: { a: 1 } }, /message must be a text, got an object/],
    [{ status: 'done' }, /status must be one of pending, preparing, running, completed.*got "done"/],
    [{ status: 80 }, /status must be one of .*got 80/],
    [
      {
        get message(): string {
          throw new Error('gone');
        },
      },
      /reading it throws "Error: gone"/,
    ],
  ];
  for (const [update, message] of wrong) assert.match(progressComplaint(update as never) ?? '', message);
});

test('a wrong status in pushProgress is a line of the task log, once, and changes nothing else', async () => {
  const Worker = defineWorker({
    identifier: 'import',
    actions: {
      async run(task) {
        for (let done = 1; done <= 3; done++)
          await this.pushProgress(task, { status: 'finished' as never, processed: done, total: 3 });
        return 'ok';
      },
    },
  });
  const { status, progress, logs } = await runAction(Worker, 'run');
  assert.equal(status, 'completed');
  assert.deepEqual(
    progress.map((one) => one.status),
    ['running', 'running', 'running'],
  );
  assert.equal(logs.length, 1);
  assert.match(logs[0]?.message ?? '', /status must be one of .*, got "finished"/);
});
