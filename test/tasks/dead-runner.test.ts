import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const CHILD = fileURLToPath(new URL('./helpers/runner-child.js', import.meta.url));
const QUICK = { leaseMs: 1000, heartbeatMs: 100, pollIntervalMs: 50 };

forEachDatabase('a runner in another process', (given) => {
  let engine: Engine;
  let child: ChildProcess | undefined;
  before(async () => {
    engine = await engineOn(given.database, [workerOf('probe', { hang: { backoff: 0, run: () => 'done here' } })]);
  });
  after(async () => {
    child?.kill('SIGKILL');
    await engine?.close();
  });

  async function startChild(): Promise<{ process: ChildProcess; line: (text: string) => Promise<unknown> }> {
    child = spawn(process.execPath, [CHILD, given.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout! });
    const line = (text: string): Promise<void> =>
      new Promise((resolve) => lines.on('line', (each) => each === text && resolve()));
    return { process: child, line };
  }

  const completed = (id: number): Promise<void> =>
    new Promise((resolve) => engine.events.on('task.completed', (facts) => facts.id === id && resolve()));

  test('that is killed gives its task to another one, the attempt counted', async () => {
    const runner = await startChild();
    const task = await engine.tasks.create({ identifier: 'probe', action: 'hang', backoff: 0 });
    await runner.line(`started ${task.id}`);
    runner.process.kill('SIGKILL');
    await once(runner.process, 'exit');
    const end = completed(task.id);
    const here = engine.tasks.work(QUICK);
    await end;
    await here.stop();
    const done = await engine.tasks.get(task.id);
    assert.deepEqual([done.statusText, done.attempts, done.result], ['completed', 2, 'done here']);
  });

  test('that was paused and wakes up writes nothing over the newer run', async () => {
    const runner = await startChild();
    const task = await engine.tasks.create({ identifier: 'probe', action: 'hang', backoff: 0 });
    await runner.line(`started ${task.id}`);
    runner.process.kill('SIGSTOP');
    const end = completed(task.id);
    const here = engine.tasks.work(QUICK);
    await end;
    await here.stop();
    const refused = runner.line(`refused ${task.id}`);
    runner.process.kill('SIGCONT');
    await refused;
    runner.process.kill('SIGKILL');
    await once(runner.process, 'exit');
    const done = await engine.tasks.get(task.id);
    assert.deepEqual([done.statusText, done.attempts, done.result], ['completed', 2, 'done here']);
  });
});
