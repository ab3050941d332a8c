import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isStaskError } from '#src/errors.js';
import { runAction } from 'stask/testing';
import { BaseWorker, cancelTask, defineWorker, retryLater, type TaskContext } from 'stask/worker';

const schema = {
  type: 'object',
  properties: { limit: { type: 'integer', minimum: 1, default: 3 } },
  additionalProperties: false,
};

class SampleWorker extends BaseWorker {
  identifier() {
    return 'sample';
  }
  override settings() {
    return {
      api: { timeout: 30, url: '' },
      schedule: { type: 'periodic', enabled: true, frequency: 'daily', time: '08:00', timezone: 'UTC' },
    };
  }
  taskCount(task: TaskContext, { limit = 3 }: { limit?: number }) {
    for (let done = 1; done <= limit; done++) task.progress({ processed: done, total: limit });
    task.log.info('counted', { limit });
    return { counted: limit, skipped: undefined };
  }
  async taskCopy(task: TaskContext, { file }: { file: string }) {
    await writeFile(`${file}.copy`, (await readFile(file, 'utf8')).toUpperCase());
    await this.markFinished(task, { copied: true }, 'Copied.');
    throw new Error('what comes afterwards changes nothing');
  }
  async taskWait(task: TaskContext) {
    task.progress({ progress: 60 });
    await new Promise((_resolve, reject) => task.signal.addEventListener('abort', () => reject(task.signal.reason)));
  }
  async taskNeverStops() {
    await new Promise(() => {});
  }
  taskThrow() {
    throw new TypeError('no such luck');
  }
  taskLater() {
    throw retryLater(5_000);
  }
  taskCancel() {
    return cancelTask('nothing to do');
  }
  async taskGiveUp(task: TaskContext) {
    await this.markFailed(task, 'The shop is closed.');
  }
  async taskQueue() {
    await this.setConfig('api.timeout', 5);
    await this.createTask('count', { limit: 1 }, { priority: 'high' });
    return { due: this.shouldRunNow(), timeout: this.getConfig('api.timeout') };
  }
}

const Checked = defineWorker({
  identifier: 'checked',
  actions: { take: { options: schema, run: (_task, options) => options } },
});

test('a finished run has its result as JSON, its progress and its log', async () => {
  const now = new Date('2026-01-02T03:04:05Z');
  const run = await runAction(SampleWorker, 'count', { limit: 4 }, { now });
  assert.deepEqual([run.status, run.result, run.error], ['completed', { counted: 4 }, undefined]);
  assert.deepEqual(
    run.progress.map(({ progress, processed, total }) => [progress, processed, total]),
    [
      [25, 1, 4],
      [50, 2, 4],
      [75, 3, 4],
      [100, 4, 4],
    ],
  );
  assert.deepEqual(run.logs, [
    { timestamp: now.toISOString(), level: 'info', message: 'counted', context: { limit: 4 } },
  ]);
});

test('files are put into a folder, and those the action leaves there are read', async () => {
  let seen = '';
  const run = await runAction(SampleWorker, 'copy', (folder) => ({ file: join((seen = folder), 'in/a.txt') }), {
    files: { 'in/a.txt': 'text' },
  });
  assert.deepEqual(run.files, { 'in/a.txt': 'text', 'in/a.txt.copy': 'TEXT' });
  assert.deepEqual([run.status, run.result, run.message], ['completed', { copied: true }, 'Copied.']);
  await assert.rejects(readFile(join(seen, 'in/a.txt')), { code: 'ENOENT' });
  await assert.rejects(runAction(SampleWorker, 'copy', {}, { files: { '../a': '' } }), /inside the folder/);
});

test('options are checked and completed as by a host', async () => {
  assert.deepEqual((await runAction(Checked, 'take')).result, { limit: 3 });
  const wrong = await runAction(Checked, 'take', { limit: 0, extra: 1 });
  assert.equal(wrong.status, 'failed');
  assert.match(wrong.message, /\/extra .*\/limit/);
});

test('every outcome has its status', async () => {
  const thrown = await runAction(SampleWorker, 'throw');
  assert.deepEqual([thrown.status, thrown.error?.name, thrown.message], ['failed', 'TypeError', 'no such luck']);
  const again = await runAction(SampleWorker, 'throw', {}, { attempt: 2, maxAttempts: 3 });
  assert.deepEqual([again.status, again.retryInMs], ['pending', 2_000]);
  const later = await runAction(SampleWorker, 'later');
  assert.deepEqual([later.status, later.retryInMs], ['pending', 5_000]);
  const cancelled = await runAction(SampleWorker, 'cancel');
  assert.deepEqual([cancelled.status, cancelled.message], ['cancelled', 'nothing to do']);
  const failed = await runAction(SampleWorker, 'give-up', {}, { maxAttempts: 3 });
  assert.deepEqual([failed.status, failed.message, failed.retryInMs], ['failed', 'The shop is closed.', undefined]);
});

test('a run is cancelled by a signal or at a percentage', async () => {
  assert.equal((await runAction(SampleWorker, 'wait', {}, { cancelAt: 50 })).status, 'cancelled');
  const controller = new AbortController();
  const running = runAction(SampleWorker, 'wait', {}, { signal: controller.signal });
  controller.abort();
  assert.equal((await running).status, 'cancelled');
  const timedOut = await runAction(SampleWorker, 'wait', {}, { timeoutMs: 5 });
  assert.deepEqual([timedOut.status, timedOut.message], ['failed', 'Timed out after 5 ms.']);
});

test('an action that goes on when it is asked to stop is given up', async () => {
  const run = await runAction(SampleWorker, 'never_stops', {}, { signal: AbortSignal.abort() });
  assert.deepEqual([run.status, run.ignoredSignal], ['cancelled', true]);
});

test('settings, schedule and created tasks are kept in memory', async () => {
  const now = new Date('2026-03-01T08:00:10Z');
  const run = await runAction(SampleWorker, 'queue', {}, { settings: { api: { url: 'x' } }, now });
  assert.deepEqual(run.result, { due: true, timeout: 5 });
  assert.deepEqual(run.settings['api'], { timeout: 5, url: 'x' });
  assert.deepEqual(run.created, [{ id: 2, action: 'count', data: { limit: 1 }, options: { priority: 'high' } }]);
});

test('an unknown action is an error of the test', async () => {
  await assert.rejects(runAction(SampleWorker, 'cuont'), (error) => isStaskError(error, 'STASK_ACTION_NOT_FOUND'));
});

test('an instance can be given where the constructor needs arguments', async () => {
  class Greeter extends SampleWorker {
    constructor(readonly greeting: string) {
      super();
    }
    taskGreet() {
      return this.greeting;
    }
  }
  assert.equal((await runAction(new Greeter('hello'), 'greet')).result, 'hello');
});

test('a task works as a copy and taken apart, its signal included', async () => {
  const Copying = defineWorker({
    identifier: 'copying',
    actions: {
      copy({ progress, log, ...rest }) {
        const copy = { ...rest };
        progress({ progress: 70 });
        log.info('seen', { id: copy.id });
        return { keys: Object.keys(rest).toSorted(), aborted: copy.signal.aborted, same: copy.signal === rest.signal };
      },
    },
  });
  const run = await runAction(Copying, 'copy');
  const keys = 'action,attempt,data,folder,id,identifier,maxAttempts,priority,settings,signal,update,userId'.split(',');
  assert.deepEqual(run.result, { keys, aborted: false, same: true });
  assert.deepEqual([run.progress.at(-1)?.progress, run.logs.length], [70, 1]);
});
