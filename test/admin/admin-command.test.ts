import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ending, saying, staskJson, startStask, runStask } from '../cli/run-stask.js';
import { waitUntil } from '../browser/wait-until.js';
import { createReadyHost, type TempHost } from '../cli/temp-host.js';

describe('stask admin', () => {
  let host: TempHost;
  before(async () => {
    host = await createReadyHost();
  });
  after(() => host.remove());

  test('serves on loopback to whoever has the token, which works once, until it is stopped', async () => {
    const child = startStask(['admin'], { cwd: host.path });
    let errors = '';
    let output = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    const ended = ending(child);
    await saying(child, 'Stop with Ctrl-C.');
    const url = /^sTask is ready at (http:\/\/127\.0\.0\.1:\d+)$/m.exec(output)?.[1] ?? assert.fail(output);
    const once = /Open once: (\S+)/.exec(errors)?.[1] ?? assert.fail(errors);
    assert.equal((await fetch(`${url}/api/v1/`)).status, 401);
    const opened = await fetch(once, { redirect: 'manual' });
    assert.equal(opened.status, 303);
    assert.equal(opened.headers.get('location'), '/');
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.match(opened.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Strict/);
    assert.equal((await fetch(once, { redirect: 'manual' })).status, 401);
    const workers = await fetch(`${url}/api/v1/workers`, { headers: { cookie } });
    assert.equal(workers.status, 200);
    child.kill('SIGTERM');
    assert.equal((await ended).code, 0);
  });

  test('says with --work that it waits for running tasks, and leaves at once when it is told again', async () => {
    const child = startStask(['admin', '--work', '--no-token'], { cwd: host.path });
    const ended = ending(child);
    await saying(child, 'Stop with Ctrl-C.');
    const { json } = await staskJson<{ task: { id: number } }>(['create', 'jobs', 'wait'], { cwd: host.path });
    await waitUntil('it runs', async () => {
      const shown = await staskJson<{ task: { statusText: string } }>(['task', `${json.task.id}`], { cwd: host.path });
      return shown.json.task.statusText === 'running';
    });
    const told = saying(child, 'Stopping, 1 task running. Press Ctrl-C again to leave at once.');
    child.kill('SIGINT');
    await told;
    await setTimeout(200); // sooner, it would count as the same key press
    child.kill('SIGINT');
    assert.equal((await ended).code, 130);
  });

  test('a port that is in use and a flag that is no port are refused', async () => {
    const refused = await runStask(['admin', '--port', 'x'], { cwd: host.path });
    assert.equal(refused.code, 2);
    const { json, code } = await staskJson<{ error: { message: string } }>(
      ['admin', '--port', '1', '--host', '192.0.2.1'],
      {
        cwd: host.path,
      },
    );
    assert.equal(code, 5);
    assert.match(json.error.message, /cannot be used/);
  });
});
