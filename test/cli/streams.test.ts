import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ending, root, runOnTerminal, saying, startStask } from './run-stask.js';
import type { T } from './shapes.js';
import { createReadyHost, type TempHost } from './temp-host.js';

let host: TempHost;
before(async () => {
  host = await createReadyHost();
});
after(() => host.remove());

test('a reader that leaves early is no error', async () => {
  for (let made = 0; made < 3; made++) await host.run('create', 'jobs', 'make');
  const bin = join(root, 'bin/stask.js');
  const line = `"${process.execPath}" "${bin}" tasks --json | head -c 1; echo " \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await ending(spawn('bash', ['-c', line], { cwd: host.path }));
  assert.equal(stdout, '[ 0\n');
  assert.equal(stderr, '');
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} during run cancels the task and exits with ${code}`, async () => {
    const child = startStask(['run', 'jobs', 'wait', '--json'], { cwd: host.path });
    const ended = ending(child);
    await saying(child, 'waiting');
    child.kill(signal);
    const ran = await ended;
    assert.equal(ran.code, code);
    const { task } = JSON.parse(ran.stdout) as { task: T };
    assert.equal(task.statusText, 'cancelled');
  });
}

test('work ends with 0 on SIGTERM and tells what it did', async () => {
  const child = startStask(['work', '--json'], { cwd: host.path });
  const ended = ending(child);
  await saying(child, 'Waiting for tasks');
  child.kill('SIGTERM');
  const ran = await ended;
  assert.equal(ran.code, 0, ran.stderr);
  assert.equal(typeof (JSON.parse(ran.stdout) as { executed: number }).executed, 'number');
});

test('logs -f follows until the task is finished', async () => {
  const { json } = await host.json<{ task: T }>('create', 'jobs', 'count', '--data', '{"to":3}');
  const following = host.json<Array<{ message: string }>>('logs', String(json.task.id), '-f');
  await host.run('work', '--once');
  const { code, json: records } = await following;
  assert.equal(code, 0);
  const steps = records.map(({ message }) => message).filter((message) => message.startsWith('step'));
  assert.deepEqual(steps, ['step 1', 'step 2', 'step 3']);
});

test('on a terminal run draws a bar in place and gives the cursor back', async (t) => {
  const ran = await runOnTerminal(['run', 'jobs', 'count', '--data', '{"to":20}'], { cwd: host.path });
  if (ran === undefined) return t.skip('util-linux script is not installed');
  assert.equal(ran.code, 0);
  assert.ok(ran.stdout.includes('\u001B[?25l'));
  assert.match(ran.stdout, /█+/);
  assert.ok(ran.stdout.lastIndexOf('\u001B[?25h') > ran.stdout.lastIndexOf('\u001B[?25l'));
  assert.match(ran.stdout, /completed/);
});

test('in CI and with NO_COLOR a terminal gets plain lines', async (t) => {
  const env = { CI: 'true', NO_COLOR: '1' };
  const ran = await runOnTerminal(['run', 'jobs', 'count', '--data', '{"to":2}'], { cwd: host.path, env });
  if (ran === undefined) return t.skip('util-linux script is not installed');
  assert.ok(!ran.stdout.includes('\u001B') && !ran.stdout.includes('█'));
  assert.match(ran.stdout, /step 1/);
});

test('FORCE_COLOR colours a pipe', async () => {
  const coloured = await host.with({ env: { FORCE_COLOR: '1' } }).run('workers');
  assert.ok(coloured.stdout.includes('\u001B['));
  assert.ok(!(await host.run('workers')).stdout.includes('\u001B['));
});
