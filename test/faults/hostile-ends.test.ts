import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { TaskContext } from 'stask/worker';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const CHILD = fileURLToPath(new URL('./hostile-child.js', import.meta.url));

const no = (): never => {
  throw new Error('no');
};
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cycle: Record<string, unknown> = { n: 1 };
cycle['self'] = cycle;

/** Everything a handler may throw, made anew for each throw. */
const THROWN: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a text': () => 'just text',
  'an empty text': () => '',
  'a number': () => 42,
  NaN: () => NaN,
  'a boolean': () => false,
  'a BigInt': () => 10n,
  'a symbol': () => Symbol('s'),
  'a function': () => no,
  'a class': () => Map,
  'an array': () => [1, [2]],
  'a frozen object': () => Object.freeze({ why: 'frozen' }),
  'a frozen error': () => Object.freeze(new Error('frozen')),
  'an object without prototype': () => Object.create(null) as object,
  'a proxy': () => new Proxy(new Error('behind a proxy'), {}),
  'a proxy that throws': () => new Proxy({}, { get: no, getPrototypeOf: no, ownKeys: no, has: no }),
  'a revoked proxy': revoked,
  'an error with throwing getters': () =>
    Object.defineProperties(new Error('x'), { message: { get: no }, stack: { get: no }, name: { get: no } }),
  'an error whose cause is itself': () => {
    const error = new Error('round');
    error.cause = error;
    return error;
  },
  'an error with a cycle, a BigInt and a function': () => Object.assign(new Error('odd'), { cycle, big: 1n, no }),
  'an error with a huge message': () => new Error('x'.repeat(10_000_000)),
  'an error with NUL and half a surrogate': () => new Error('\0\uD800'),
  'an AggregateError': () => new AggregateError([new Error('a'), null], 'two'),
  'a promise': () => Promise.resolve(1),
  // oxlint-disable-next-line unicorn/no-thenable -- that is what it is about
  'an object that is thenable': () => ({ then: no }),
};

/** Everything a handler may return, and what is kept of it. */
const RETURNED: Readonly<Record<string, readonly [value: () => unknown, result: unknown]>> = {
  undefined: [() => undefined, null],
  null: [() => null, null],
  NaN: [() => NaN, null],
  'a text with NUL and half a surrogate': [() => 'a\0b\uD800', undefined],
  'a BigInt': [() => 10n, '10'],
  'a symbol': [() => Symbol('s'), null],
  'a function': [() => no, null],
  'an object with functions and symbols': [() => ({ a: 1, no, s: Symbol('s') }), { a: 1 }],
  'a cycle': [() => cycle, { n: 1, self: '[Circular]' }],
  'a Map': [() => new Map([[1, 2]]), {}],
  'a date that is none': [() => new Date(NaN), null],
  'an own toJSON that throws': [() => ({ toJSON: no }), null],
  'a getter that throws': [() => Object.defineProperty({}, 'x', { get: no, enumerable: true }), null],
  'a key __proto__': [() => JSON.parse('{"__proto__":{"admin":true}}') as object, undefined],
  '10 MB': [() => 'x'.repeat(10_000_000), undefined],
  'an error': [() => new Error('returned'), {}],
};

const HOSTILE_REPORTS: readonly unknown[] = [
  undefined,
  null,
  'text',
  7,
  Symbol('s'),
  { progress: NaN },
  { progress: Infinity, processed: -1, total: NaN },
  { progress: '50', message: 5, eta: {} },
  { progress: 10n, message: Symbol('s') },
  { message: '\0|\n\uD800'.repeat(20_000) },
  Object.defineProperty({}, 'progress', { get: no, enumerable: true }),
];

const worker = workerOf('bad', {
  throws: ({ data }: TaskContext) => {
    throw THROWN[String(data['what'])]!();
  },
  rejects: ({ data }: TaskContext) =>
    Promise.resolve().then(() => {
      throw THROWN[String(data['what'])]!();
    }),
  returns: ({ data }: TaskContext) => RETURNED[String(data['what'])]![0](),
  reports: (task: TaskContext) => {
    for (const report of HOSTILE_REPORTS) {
      task.progress(report as never);
      task.log.info(report as never, report as never);
    }
    task.progress({ progress: 30, message: 'still here' });
  },
  never: { timeoutMs: 50, run: () => new Promise(() => undefined) },
  exits: () => 'lived',
  blocks: () => 'done here',
});

forEachDatabase('handlers that do anything at all', (given) => {
  let engine: Engine;
  let child: ChildProcess | undefined;
  before(async () => (engine = await engineOn(given.database, [worker])));
  after(async () => {
    child?.kill('SIGKILL');
    await engine?.close();
  });
  const create = (action: string, more: object = {}) =>
    engine.tasks.create({ identifier: 'bad', action, maxAttempts: 1, ...more });

  for (const action of ['throws', 'rejects'])
    test(`whatever a handler ${action} fails that task alone, with a text, also in its log`, async () => {
      for (const what of Object.keys(THROWN)) {
        const { id } = await create(action, { data: { what } });
        assert.equal(await engine.tasks.execute(id), false, what);
        const task = await engine.tasks.get(id);
        assert.deepEqual([task.statusText, task.attempts], ['failed', 1], what);
        assert.ok(task.message !== '' && task.message.length <= 2_000, `${what}: ${task.message}`);
        assert.equal(typeof task.error?.['name'], 'string', what);
        const [line, ...others] = await task.getErrorLogs();
        assert.deepEqual(others, [], what);
        assert.ok(line!.message.startsWith('Failed at attempt 1 of 1: '), what);
      }
    });

  test('whatever a handler returns completes the task, and what can be kept of it is', async () => {
    for (const [what, [, result]] of Object.entries(RETURNED)) {
      const { id } = await create('returns', { data: { what } });
      assert.equal(await engine.tasks.execute(id), true, what);
      const task = await engine.tasks.get(id);
      assert.equal(task.statusText, 'completed', what);
      if (result !== undefined) assert.deepEqual(task.result, result, what);
    }
    assert.equal(({} as Record<string, unknown>)['admin'], undefined);
  });

  test('whatever a handler reports and logs leaves the task and its files readable', async () => {
    const { id } = await create('reports');
    assert.equal(await engine.tasks.execute(id), true);
    const task = await engine.tasks.get(id);
    const history = await task.getProgressHistory();
    assert.ok(history.length > 0 && history.every(({ progress }) => Number.isInteger(progress) && progress <= 100));
    assert.deepEqual([history.at(-1)?.status, history.at(-1)?.message], ['completed', 'still here']);
    assert.ok((await task.getLogs()).length >= HOSTILE_REPORTS.length);
  });

  test('a handler that never settles ends by its timeout, and others run meanwhile', async () => {
    const never = await create('never');
    const fine = await create('exits');
    await engine.tasks.processPendingTasks();
    assert.match((await engine.tasks.get(never.id)).message, /Timed out after 50 ms/);
    assert.equal((await engine.tasks.get(fine.id)).statusText, 'completed');
  });

  async function startChild(): Promise<{ process: ChildProcess; line: (text: string) => Promise<void> }> {
    child = spawn(process.execPath, [CHILD, given.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout! });
    const line = (text: string): Promise<void> =>
      new Promise((resolve) => lines.on('line', (each) => each === text && resolve()));
    return { process: child, line };
  }

  test('a handler that calls process.exit again and again ends as failed', { timeout: 120_000 }, async () => {
    const { id } = await create('exits', { maxAttempts: 2, backoff: 0 });
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { process: runner } = await startChild();
      const [code] = (await once(runner, 'exit')) as [number];
      assert.equal(code, 0, `attempt ${attempt}`);
    }
    const { process: rescuer, line } = await startChild();
    await line(`failed ${id}`);
    rescuer.kill('SIGKILL');
    await once(rescuer, 'exit');
    const task = await engine.tasks.get(id);
    assert.deepEqual([task.statusText, task.attempts], ['failed', 2]);
    assert.match(task.message, /^The runner died .* No attempts are left/);
    assert.deepEqual(
      (await engine.tasks.getAttempts(id)).map(({ outcome }) => outcome),
      ['lost', 'lost'],
    );
  });

  test('a handler that blocks the event loop loses its task to another runner', { timeout: 120_000 }, async () => {
    const { id } = await create('blocks', { maxAttempts: 2, backoff: 0 });
    const { process: blocked, line } = await startChild();
    const refused = line(`refused ${id}`);
    await line(`started ${id}`);
    const completed = new Promise<void>((resolve) =>
      engine.events.on('task.completed', (facts) => facts.id === id && resolve()),
    );
    const here = engine.tasks.work({ leaseMs: 1_000, heartbeatMs: 100, pollIntervalMs: 50 });
    await completed;
    await here.stop();
    await refused;
    blocked.kill('SIGKILL');
    await once(blocked, 'exit');
    const task = await engine.tasks.get(id);
    assert.deepEqual([task.statusText, task.attempts, task.result], ['completed', 2, 'done here']);
  });
});
