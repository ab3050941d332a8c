import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWorker } from 'stask/testing';
import { BaseWorker, defineWorker, type TaskContext } from 'stask/worker';
import { conformanceOf, type WorkerCase } from '#src/testing/describe-worker.js';
import { findTestRunner } from '#src/testing/test-runner.js';
import type { WorkerClass } from '#src/worker/task-interface.js';

const Good = defineWorker({
  identifier: 'good',
  settings: { url: '', token: '' },
  settingsSchema: {
    type: 'object',
    properties: { url: { type: 'string' }, token: { type: 'string', writeOnly: true } },
  },
  actions: {
    import: {
      options: { type: 'object', properties: { rows: { type: 'integer' } } },
      async run(task, { rows = 3 }: { rows?: number }) {
        for (let done = 1; done <= rows; done++) {
          task.signal.throwIfAborted();
          task.progress({ processed: done, total: rows });
          await sleep(1);
        }
      },
    },
  },
});

describeWorker(Good, { cases: [{ action: 'import', options: { rows: 5 } }] });
describeWorker(Good, { describe, it });

/** Titles of the tests that a class fails. */
async function failures(Worker: WorkerClass, cases: WorkerCase[] = []): Promise<string[]> {
  const failed: string[] = [];
  for (const { title, run } of conformanceOf(Worker, cases)) {
    try {
      await run();
    } catch {
      failed.push(title);
    }
  }
  return failed;
}

class Base extends BaseWorker {
  identifier() {
    return 'bad';
  }
  taskRun(_task: TaskContext): unknown {
    return 1;
  }
}

test('a worker that is in order passes', async () => {
  assert.deepEqual(await failures(Good, [{ action: 'import' }]), []);
});

test('a constructor that reads a file or starts a timer fails', async () => {
  class Reads extends Base {
    text = readFileSync(import.meta.filename, 'utf8');
  }
  class Waits extends Base {
    timer = setTimeout(() => {}, 0);
  }
  const title = 'its constructor does no input or output';
  assert.deepEqual(await failures(Reads), [title]);
  assert.deepEqual(await failures(Waits), [title]);
});

test('what a host would refuse fails', async () => {
  let calls = 0;
  class Unstable extends Base {
    override identifier() {
      return `bad-${calls++}`;
    }
  }
  class Cyclic extends Base {
    override settings() {
      const settings: Record<string, unknown> = {};
      return Object.assign(settings, { settings });
    }
  }
  class Twice extends Base {
    taskRUN() {}
  }
  const contract = 'it can be registered: methods, stable identifier, settings as JSON';
  for (const Worker of [Unstable, Cyclic, Twice]) assert.ok((await failures(Worker)).includes(contract), Worker.name);
  assert.ok((await failures(Twice)).includes('its action names are unique'));
});

test('unusable schemas, settings that do not fit and secrets without a mark fail', async () => {
  const Broken = defineWorker({ identifier: 'broken', actions: { go: { options: { type: 'nonsense' }, run() {} } } });
  assert.ok((await failures(Broken)).includes('its options schemas can be used'));
  const Misfit = defineWorker({
    identifier: 'misfit',
    settings: { size: 'big', accounts: { stripeApiKey: '' } },
    settingsSchema: { type: 'object', properties: { size: { type: 'number' } } },
    actions: { go() {} },
  });
  assert.deepEqual(await failures(Misfit), [
    'its default settings fit their schema',
    'its secret settings are marked as such',
  ]);
});

const rendering = (renderWidget: (this: BaseWorker) => unknown): WorkerClass =>
  defineWorker({ identifier: 'shelf', renderWidget: renderWidget as () => string, actions: { count() {} } });

test('a widget that cannot be drawn or throws fails, one that is HTML, a description or nothing yet passes', async () => {
  const title = 'its widget, if it has one, can be drawn with the default settings and before any task has run';
  const BAD = [
    () => 5,
    () => ({ kind: 'stat' }),
    () => ({ kind: 'action', action: 'empty' }),
    () => Promise.reject(new Error('no file')),
  ];
  for (const bad of BAD) assert.deepEqual(await failures(rendering(bad)), [title], String(bad));
  const GOOD = [
    () => '<p>',
    async () => null,
    () => ({ kind: 'action', action: 'count' }),
    async function (this: BaseWorker) {
      const last = await this.getLastTask('count');
      return [{ kind: 'stat', title: 'Count', value: last === undefined ? 'none' : last.message }];
    },
  ];
  for (const good of GOOD) assert.deepEqual(await failures(rendering(good)), [], String(good));
});

test('an action that fails, goes back in its progress or does not stop fails', async () => {
  class Careless extends Base {
    taskBack(task: TaskContext) {
      task.progress({ progress: 50 });
      task.progress({ progress: 20 });
    }
    async taskDeaf() {
      await sleep(2_500);
    }
  }
  assert.deepEqual(await failures(Careless, [{ action: 'back' }]), [
    '"back" ends as completed, and its progress only grows',
  ]);
  assert.deepEqual(await failures(Careless, [{ action: 'run', status: 'failed' }]), [
    '"run" ends as failed, and its progress only grows',
  ]);
  assert.deepEqual(await failures(Careless, [{ action: 'deaf' }]), ['"deaf" stops when its signal aborts']);
});

test('the functions of any test runner do, and a missing one is explained', () => {
  const given = { describe: () => {}, it: () => {} };
  assert.equal(findTestRunner(given), given);
  assert.equal(findTestRunner({}).describe, describe);
});
