import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { NestFactory } from '@nestjs/core';
import libsql from 'libsql';
import type { Stask } from 'stask';
import type { DataSourceOptions } from 'typeorm';
import { createApp as createExpress } from '#docs/recipes/express.js';
import { createApp as createFastify } from '#docs/recipes/fastify.js';
import { GreetWorker } from '#docs/recipes/greet-worker.js';
import { AppAsyncModule } from '#docs/recipes/nest/app-async.module.js';
import { AppModule, PriceWorker } from '#docs/recipes/nest/app.module.js';
import { STASK, StaskModule } from '#docs/recipes/nest/stask.module.js';
import { withConnectionOnly, withEntities } from '#docs/recipes/own-data-source.js';
import { runOnce } from '#docs/recipes/plain-script.js';
import { temporaryFolder, writeTree } from '../discovery/trees.js';
import { withHost } from '../guide/host.js';

let hosts = 0;
const parent = temporaryFolder();

/** Options of a host in a new folder of its own. */
function hostOptions(): { cwd: string; autoDiscover: false } {
  const cwd = join(parent, `host-${++hosts}`);
  mkdirSync(cwd);
  writeTree({ 'package.json': { name: 'host', version: '1.0.0', private: true } }, cwd);
  return { cwd, autoDiscover: false };
}

async function greeted(stask: Stask): Promise<unknown> {
  await stask.registerWorker(GreetWorker);
  await stask.activateWorker('greet');
  const { id } = await stask.create({ identifier: 'greet', action: 'hello' });
  await stask.processPendingTasks();
  return (await stask.getTask(id)).result;
}

test('the plain script works off what is due and leaves nothing open', async () => {
  assert.deepEqual(await runOnce(hostOptions()), { ran: 1, result: 'Hello, script' });
});

test('the Express app creates and shows tasks and answers errors with their code', async () => {
  await withHost(async (stask) => {
    assert.equal(await greeted(stask), 'Hello, world');
    const server = createExpress(stask).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const post = (path: string, body: object) =>
        fetch(`${origin}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const created = await post('/tasks/greet/hello', { name: 'Anna' });
      assert.equal(created.status, 202);
      await stask.processPendingTasks();
      const shown = (await (await fetch(`${origin}${created.headers.get('location')}`)).json()) as {
        task: { result: unknown };
        progress: { message: string };
      };
      assert.deepEqual([shown.task.result, shown.progress.message], ['Hello, Anna', 'Greeting Anna']);
      const unknown = await post('/tasks/greet/helo', {});
      assert.equal(unknown.status, 404);
      assert.match(await unknown.text(), /STASK_ACTION_NOT_FOUND.*hello/);
      const malformed = await fetch(`${origin}/tasks/abc`);
      assert.equal(malformed.status, 400);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

test('the Fastify app executes tasks itself and closes the host with it', async () => {
  const app = await createFastify(hostOptions());
  const completed = new Promise<unknown>((resolve) => app.stask.on('task.completed', ({ result }) => resolve(result)));
  const created = await app.inject({ method: 'POST', url: '/hello/Ben' });
  assert.equal(created.statusCode, 202);
  assert.equal(await completed, 'Hello, Ben');
  const shown = await app.inject({ url: `/tasks/${created.json<{ id: number }>().id}` });
  assert.equal(shown.json<{ statusText: string }>().statusText, 'completed');
  assert.equal((await app.inject({ url: '/tasks/999' })).statusCode, 404);
  await app.close();
  await assert.rejects(app.stask.getStats(), { code: 'STASK_CLOSED' });
});

for (const [name, module, folder] of [
  ['forRoot', AppModule, 'storage/stask'],
  ['forRootAsync', AppAsyncModule, 'storage/shop'],
] as const) {
  test(`${name} of the Nest module lets Nest resolve workers and their dependencies, and closes the host`, async () => {
    const { cwd } = hostOptions();
    process.chdir(cwd);
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    const stask = app.get<Stask>(STASK);
    const completed = new Promise<unknown>((resolve) => stask.on('task.completed', ({ result }) => resolve(result)));
    await stask.create({ identifier: 'price', action: 'show', data: { sku: 'ABC' } });
    assert.equal(await completed, 30);
    assert.equal(await stask.getWorkerInstance('price'), app.get(PriceWorker));
    assert.ok(existsSync(join(cwd, folder, 'stask.sqlite')));
    await app.close();
    await assert.rejects(stask.getStats(), { code: 'STASK_CLOSED' });
  });
}

test('forRoot of the Nest module makes workers that are no providers, and works in the app when told to', async () => {
  const options = { ...hostOptions(), workers: [GreetWorker], work: { concurrency: 1 } };
  const app = await NestFactory.createApplicationContext(StaskModule.forRoot(options), { logger: false });
  const stask = app.get<Stask>(STASK);
  const completed = new Promise<unknown>((resolve) => stask.on('task.completed', ({ result }) => resolve(result)));
  await stask.create({ identifier: 'greet', action: 'hello' });
  assert.equal(await completed, 'Hello, world');
  await app.close();
});

for (const [name, open] of Object.entries({ withEntities, withConnectionOnly })) {
  test(`a host with its own DataSource keeps it: ${name}`, async () => {
    const options = hostOptions();
    const database = { type: 'better-sqlite3', driver: libsql, database: join(options.cwd, 'app.sqlite') };
    const { dataSource, stask } = await open(database as DataSourceOptions, options);
    assert.equal(await greeted(stask), 'Hello, world');
    await stask.close();
    const [row] = await dataSource.query<Array<{ tasks: number }>>('SELECT count(*) AS tasks FROM s_tasks');
    assert.equal(row?.tasks, 1);
    await dataSource.destroy();
  });
}
