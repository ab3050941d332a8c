import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Failure, T } from './shapes.js';
import { createReadyHost, type TempHost } from './temp-host.js';

const SQL = `'; DROP TABLE s_tasks; -- " $1 ?`;

let host: TempHost;
const contents = (): string[] =>
  ['.', 'storage', 'node_modules'].flatMap((folder) => readdirSync(join(host.path, folder)));
before(async () => (host = await createReadyHost()));
after(() => host.remove());

for (const command of ['task', 'logs', 'retry', 'cancel'])
  test(`${command} takes no id but a whole number`, async () => {
    for (const id of ['../../etc/passwd', '1; DROP TABLE s_tasks']) {
      const { code, json } = await host.json<Failure>(command, id);
      assert.deepEqual([code, json.error.code], [2, 'STASK_USAGE'], id);
      assert.ok(json.error.message.includes(id), json.error.message);
    }
  });

test('a worker whose name is a path and SQL is not found by any command, and nothing is made of it', async () => {
  const name = `../../etc/passwd${SQL}`;
  const seen = contents();
  const commands = [
    ['activate', name],
    ['deactivate', name],
    ['settings', name],
    ['settings', name, '--set', 'a=1'],
    ['schedule', name],
    ['create', name, 'count'],
    ['run', name, 'count'],
  ];
  for (const args of commands) {
    const { code, json } = await host.json<Failure>(...args);
    assert.deepEqual([code, json.error.code], [3, 'STASK_WORKER_NOT_FOUND'], args.join(' '));
    assert.ok(json.error.message.includes('../../etc/passwd'), json.error.message);
  }
  const why = await host.json<Failure>('why', name);
  assert.deepEqual([why.code, why.json.error.code], [3, 'STASK_PACKAGE_NOT_FOUND']);
  assert.deepEqual((await host.json<T[]>('tasks', '--worker', name, '--action', name)).json, []);
  assert.deepEqual(contents(), seen);
});

test('SQL in every flag is a text, or refused as what it is', async () => {
  const { code, json } = await host.json<{ task: T & { uniqueKey: string; userId: string } }>(
    'create',
    'jobs',
    'make',
    '--data',
    JSON.stringify({ [SQL]: SQL }),
    '--unique-key',
    SQL,
    '--user',
    SQL,
  );
  assert.equal(code, 0);
  assert.deepEqual([json.task.data, json.task.uniqueKey, json.task.userId], [{ [SQL]: SQL }, SQL, SQL]);
  for (const flag of ['--priority', '--start-at', '--max-attempts', '--after']) {
    const refused = await host.json<Failure>('create', 'jobs', 'make', flag, SQL);
    assert.equal(refused.code, 2, flag);
    assert.match(refused.json.error.message, /DROP TABLE/, flag);
  }
  assert.equal((await host.json<Record<string, number>>('stats')).json['total'], 1);
});

test('attempts and dates that make no sense are refused with what was given', async () => {
  for (const [flag, value] of [
    ['--max-attempts', '-1'],
    ['--max-attempts', 'NaN'],
    ['--max-attempts', 'Infinity'],
    ['--start-at', '9999-12-31T23:59:59Z'],
    ['--start-at', 'Invalid Date'],
  ] as const) {
    const { code, json } = await host.json<Failure>('create', 'jobs', 'make', `${flag}=${value}`);
    assert.equal(code, 2, `${flag}=${value}`);
    assert.ok(json.error.message.includes(value.slice(0, 10)), json.error.message);
  }
});
