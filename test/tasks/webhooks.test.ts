import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { hostMatches } from '#src/tasks/webhook-request.js';
import { forEachDatabase } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const CHILD = fileURLToPath(new URL('./helpers/webhook-child.js', import.meta.url));
const worker = workerOf('hook', {
  step: () => 'done here',
  fail: {
    maxAttempts: 1,
    run: () => {
      throw new Error('no');
    },
  },
});

const atOnce = (response: ServerResponse, _nth: number): unknown => response.end();

interface Delivery {
  readonly path: string;
  readonly signature: string | undefined;
  readonly text: string;
  readonly body: { event: string; task: { id: number; statusText: string; result: unknown } };
}

test('a pattern of hosts is one host or all below one', () => {
  assert.equal(hostMatches('hooks.example.com', '*.example.com'), true);
  assert.equal(hostMatches('example.com', '*.example.com'), false);
  assert.equal(hostMatches('badexample.com', '*.example.com'), false);
  assert.equal(hostMatches('example.com', 'Example.com'), true);
});

forEachDatabase('webhooks', (given) => {
  let engine: Engine;
  let base: string;
  const deliveries: Delivery[] = [];
  const waiters: Array<() => void> = [];
  let answer = atOnce;
  const server = createServer((request, response) => void receive(request, response));

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await request.toArray()).toString();
    const signature = request.headers['x-stask-signature'] as string | undefined;
    deliveries.push({ path: request.url ?? '', signature, text, body: JSON.parse(text) as Delivery['body'] });
    answer(response, deliveries.length);
    for (const resolve of waiters.splice(0)) resolve();
  }
  const delivered = async (count: number): Promise<void> => {
    while (deliveries.length < count) await new Promise<void>((resolve) => waiters.push(resolve));
  };
  const logged = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = ({ message }: { message: string }): void => {
        if (!message.includes(text)) return;
        engine.events.off('task.log', look);
        resolve();
      };
      engine.events.on('task.log', look);
    });

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    engine = await engineOn(given.database, [worker], { allow: ['127.0.0.1'], timeoutMs: 2_000, maxAttempts: 2 });
  });
  after(async () => {
    await engine?.close();
    server.closeAllConnections();
    server.close();
  });
  afterEach(() => {
    deliveries.length = 0;
    answer = atOnce;
  });

  const make = (action: string, webhook: object) =>
    engine.tasks.create({ identifier: 'hook', action, webhook } as never);

  test('tell each end, signed, with the task as everybody sees it', async () => {
    const secret = 'top secret';
    const told = logged('Webhook delivered');
    const task = await make('step', { url: `${base}/path?token=abc`, secret });
    await engine.tasks.execute(task);
    await told;
    const [delivery] = deliveries;
    assert.equal(delivery?.path, '/path?token=abc');
    assert.equal(delivery.body.event, 'task.completed');
    assert.deepEqual(delivery.body.task, JSON.parse(JSON.stringify(await engine.tasks.get(task.id))));
    assert.equal(delivery.body.task.result, 'done here');
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(delivery.signature ?? '') ?? [];
    assert.equal(mac, createHmac('sha256', secret).update(`${seconds}.${delivery.text}`).digest('hex'));
    const log = JSON.stringify(await (await engine.tasks.get(task.id)).getLogs());
    assert.match(log, /Webhook delivered to 127\.0\.0\.1/);
    assert.doesNotMatch(log + delivery.text, /top secret|abc/);
  });

  test('tell failures and cancellations, without a signature when there is no secret', async () => {
    const [bad, gone] = [await make('fail', { url: base }), await make('step', { url: base })];
    await engine.tasks.execute(bad);
    await engine.tasks.cancel(gone);
    await delivered(2);
    assert.deepEqual(
      new Set(deliveries.map(({ body, signature }) => `${body.event} ${body.task.id} ${signature}`)),
      new Set([`task.failed ${bad.id} undefined`, `task.cancelled ${gone.id} undefined`]),
    );
  });

  test('are given up after the last attempt, in the log and nowhere else; redirects are not followed', async () => {
    answer = (response) => response.writeHead(302, { location: `${base}/elsewhere` }).end();
    const failed = logged('Webhook to 127.0.0.1');
    const task = await make('step', { url: base });
    assert.equal(await engine.tasks.execute(task), true);
    await failed;
    await given.database.execute('UPDATE s_task_webhooks SET due_at = NULL WHERE task_id = ?', [task.id]);
    const { dialect } = given.database;
    await given.database.execute(`UPDATE s_task_webhooks SET due_at = ${dialect.now} WHERE task_id = ?`, [task.id]);
    const givenUp = logged('given up');
    const runner = engine.tasks.work({ pollIntervalMs: 50 });
    await givenUp;
    await runner.stop();
    assert.deepEqual(
      deliveries.map(({ path }) => path),
      ['/', '/'],
    );
    const levels = (await (await engine.tasks.get(task.id)).getLogs()).map(({ level }) => level);
    assert.deepEqual(levels, ['warning', 'error']);
    assert.equal((await engine.tasks.get(task.id)).statusText, 'completed');
  });

  test('are delivered by another process when the one that ended the task is killed', async () => {
    const task = await make('step', { url: `${base}/durable` });
    answer = (response, nth) => nth > 1 && response.end(); // the first one hangs
    const child = spawn(process.execPath, [CHILD, given.url, String(task.id)], { stdio: 'inherit' });
    await delivered(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // what its claim of the delivery would still hold is over
    const { dialect } = given.database;
    await given.database.execute(`UPDATE s_task_webhooks SET due_at = ${dialect.now} WHERE task_id = ?`, [task.id]);
    const runner = engine.tasks.work({ pollIntervalMs: 50 });
    await delivered(2);
    await runner.stop();
    assert.deepEqual([deliveries[1]?.path, deliveries[1]?.body.task.result], ['/durable', 'done there']);
  });

  test('are refused when they could reach what they must not, and the error keeps the secret', async () => {
    for (const webhook of [
      {},
      { url: 'nowhere' },
      { url: 'file:///etc/passwd' },
      { url: `http://user:pw@127.0.0.1/` },
      { url: 'http://169.254.169.254/' },
      { url: base, secret: '' },
      { url: base, secret: 'hush'.repeat(100) },
    ])
      await assert.rejects(make('step', webhook), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'STASK_USAGE');
        assert.doesNotMatch(error.message, /hush|pw/);
        return true;
      });
  });
});
