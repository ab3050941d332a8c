import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';

import { openDatabase } from '#src/typeorm/open-database.js';
import type { Database } from '#src/typeorm/database.js';
import { openProxy, type Proxy } from '../faults/proxy.js';
import { forEachDatabase, forEachEmptyPlace } from '../helpers/databases.js';
import { engineOn, workerOf, type Engine } from '../helpers/task-engine.js';

const PORTS: Readonly<Record<string, number>> = { mysql: 3306, postgres: 5432 };

forEachDatabase('connections that die without a word', (given) => {
  let proxy: Proxy | undefined;
  let through: Database | undefined;
  let engine: Engine;
  before(async () => {
    if (given.kind === 'sqlite') return;
    const url = new URL(given.url);
    proxy = await openProxy(url.hostname, Number(url.port || PORTS[given.kind]));
    url.port = String(proxy.port);
    through = await openDatabase({ url: url.href, storagePath: '.', statementTimeoutMs: 300 });
    engine = await engineOn(through, [workerOf('quiet', { act: () => 'done' })]);
  });
  after(async () => {
    await engine?.close();
    await through?.close();
    await proxy?.close();
  });

  const skip = given.kind === 'sqlite' && 'there is no connection';

  test('end the statement that waits, and the next one goes over another', { skip, timeout: 60_000 }, async () => {
    await through!.query('SELECT 1');
    proxy!.swallow();
    await assert.rejects(through!.query('SELECT 1'), { code: 'STASK_DATABASE_UNAVAILABLE', message: /ETIMEDOUT/ });
    assert.equal((await through!.query('SELECT 1 AS one')).length, 1);
  });

  test('do not stop a runner: it executes what is created afterwards', { skip, timeout: 60_000 }, async () => {
    const runner = engine.tasks.work({ pollIntervalMs: 50, concurrency: 2 });
    await runner.idle();
    const completed = new Promise((resolve) => engine.events.once('task.completed', ({ id }) => resolve(id)));
    proxy!.swallow();
    const here = await engineOn(given.database, []);
    const { id } = await here.tasks.create({ identifier: 'quiet', action: 'act' });
    await here.close();
    assert.equal(await completed, id);
    await runner.stop();
  });
});

forEachEmptyPlace('a database that is closed over a dead line', ({ kind, create }) => {
  const skip = kind === 'sqlite' && 'there is no connection';

  test('keeps no process from ending', { skip, timeout: 60_000 }, async () => {
    const given = new URL((await create()).url);
    const proxy = await openProxy(given.hostname, Number(given.port || PORTS[kind]));
    given.port = String(proxy.port);
    const child = fork(new URL('close-over-dead-line.js', import.meta.url), [given.href]);
    await once(child, 'message');
    proxy.swallow();
    child.send('close');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    await proxy.close();
  });
});

describe('a heartbeat that is never answered', () => {
  test('does not keep the next one from renewing', { timeout: 60_000 }, async () => {
    const { createLeaseKeeper } = await import('#src/tasks/lease-keeper.js');
    let asked = 0;
    const renewed = new Promise<void>((resolve) => {
      const keeper = createLeaseKeeper({
        leaseMs: 60_000,
        heartbeatMs: 1,
        renew: (leases) => {
          if (++asked === 1) return new Promise(() => undefined);
          keeper.close();
          resolve();
          return Promise.resolve(leases.map((lease) => ({ ...lease, cancelRequested: false })));
        },
        onCancelRequested: () => undefined,
        onLost: () => undefined,
        onTrouble: () => undefined,
      });
      keeper.keep({ id: 1, fence: 1 });
    });
    await renewed;
    assert.equal(asked, 2);
  });
});
