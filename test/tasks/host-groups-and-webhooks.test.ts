import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { createStask, type Stask } from 'stask';
import { defineWorker } from 'stask/worker';

const SECRET = 'shared';
const told: unknown[] = [];
const Shop = defineWorker({
  identifier: 'shop',
  actions: {
    import: (task) => `row ${String(task.data['row'])}`,
    fails: {
      maxAttempts: 1,
      run() {
        throw new Error('No file');
      },
    },
    summary: (task) => void told.push(task.data['group']),
  },
});

let cwd: string;
let base: string;
let answers: number[] = [];
const deliveries: Array<{ signature: string; text: string }> = [];
let arrived: () => void = () => undefined;
const server = createServer((request, response) => {
  void request.toArray().then((chunks: Buffer[]) => {
    deliveries.push({
      signature: String(request.headers['x-stask-signature']),
      text: Buffer.concat(chunks).toString(),
    });
    response.writeHead(answers.shift() ?? 200).end();
    arrived();
  });
});

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'stask-host-')));
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'host', version: '1.0.0' }));
  deliveries.length = 0;
  told.length = 0;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

/** The host as one start of its process has it; the database stays when it is closed. */
async function start(): Promise<Stask> {
  const stask = await createStask({ cwd, autoDiscover: false });
  await stask.registerWorker(Shop);
  await stask.activateWorker('shop');
  return stask;
}

const delivered = async (count: number): Promise<void> => {
  while (deliveries.length < count) await new Promise<void>((resolve) => (arrived = resolve));
};

test('a host follows a group as one and gets its completion task', async () => {
  const stask = await start();
  const { id, tasks } = await stask.createGroup({
    title: 'Nightly import',
    tasks: [
      { identifier: 'shop', action: 'import', data: { row: 1 } },
      { identifier: 'shop', action: 'import', data: { row: 2 } },
      { identifier: 'shop', action: 'fails' },
    ],
    onComplete: { identifier: 'shop', action: 'summary' },
  });
  assert.deepEqual(
    tasks.map((task) => task.groupId),
    [id, id, id],
  );
  await stask.execute(tasks[0]!);
  const half = await stask.getGroup(id);
  assert.deepEqual(
    [half.title, half.progress, half.counts.completed, half.counts.pending],
    ['Nightly import', 33, 1, 2],
  );
  assert.equal(half.finishedAt, null);

  const completed = new Promise((resolve) => stask.on('group.completed', resolve));
  const runner = stask.work();
  await completed;
  await runner.idle();
  await runner.stop();
  const { progress, counts, eta, finishedAt } = await stask.getGroup(String(id));
  assert.deepEqual([progress, counts.completed, counts.failed, counts.total, eta], [100, 2, 1, 3, '0s']);
  assert.ok(finishedAt instanceof Date);
  assert.deepEqual(told, [{ id, completed: 2, failed: 1, cancelled: 0 }]);
  await assert.rejects(stask.getGroup(id + 1), { code: 'STASK_GROUP_NOT_FOUND' });
  await stask.close();
  rmSync(cwd, { recursive: true });
});

test('a webhook that was refused is delivered after a restart, signed', { timeout: 120_000 }, async () => {
  answers = [500];
  const first = await start();
  const task = await first.create({
    identifier: 'shop',
    action: 'import',
    data: { row: 7 },
    webhook: { url: `${base}/hooks`, secret: SECRET },
  });
  assert.equal(await first.execute(task), true);
  await delivered(1);
  await first.close();

  const second = await start();
  const runner = second.work();
  await delivered(2);
  await runner.stop();
  await second.close();
  for (const { signature, text } of deliveries) {
    const [, seconds = '', given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    assert.equal(given, createHmac('sha256', SECRET).update(`${seconds}.${text}`).digest('hex'));
    const { event, task: facts } = JSON.parse(text) as { event: string; task: Record<string, unknown> };
    assert.deepEqual(
      [event, facts['id'], facts['statusText'], facts['result']],
      ['task.completed', task.id, 'completed', 'row 7'],
    );
  }
  assert.equal(deliveries.length, 2);
  rmSync(cwd, { recursive: true });
});
