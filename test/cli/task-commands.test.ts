import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { T_KEYS, type Failure, type T } from './shapes.js';
import { createReadyHost, type TempHost } from './temp-host.js';

let host: TempHost;
before(async () => {
  host = await createReadyHost();
});
after(() => host.remove());

test('run executes one attempt here, shows progress on stderr and prints the task', async () => {
  const { code, stdout, stderr, json } = await host.json<{ task: T }>('run', 'jobs', 'count', '--data', '{"to":3}');
  assert.equal(code, 0);
  assert.equal(stdout.trim().split('\n').length, 1);
  assert.deepEqual(Object.keys(json), ['task']);
  assert.deepEqual(
    Object.keys(json.task).filter((key) => T_KEYS.includes(key)),
    T_KEYS,
  );
  assert.equal(json.task.statusText, 'completed');
  assert.equal(json.task.status, 80);
  assert.deepEqual(json.task.result, { counted: 3 });
  assert.deepEqual([json.task.progress, json.task.attempts], [100, 1]);
  assert.match(stderr, /#\d+ jobs\.count .*step 1/);
  assert.match(stderr, /#\d+ jobs\.count {2}completed/);
  assert.ok(!stderr.includes('\u001B'));
});

test('run reads options from a file and from stdin, and prints a readable task', async () => {
  writeFileSync(join(host.path, 'options.json'), '{"to":1}');
  const file = await host.run('run', 'jobs', 'count', '--data', '@options.json');
  assert.equal(file.code, 0);
  assert.match(file.stdout, /^#\d+ jobs\.count {2}completed in /);
  assert.match(file.stdout, /result +\{"counted":1\}/);
  const stdin = await host.with({ input: '{"to":2}' }).json<{ task: T }>('run', 'jobs', 'count', '--data', '-');
  assert.deepEqual(stdin.json.task.data, { to: 2 });
});

test('a failing run exits with 1 and the task is failed for good', async () => {
  const { code, json } = await host.json<{ task: T }>('run', 'jobs', 'fail');
  assert.equal(code, 1);
  assert.equal(json.task.statusText, 'failed');
  assert.match(json.task.message, /the disk is on fire/);
  assert.equal((await host.run('run', 'jobs', 'fail')).code, 1);
});

test('what a worker prints never reaches stdout', async () => {
  const { code, json, stderr } = await host.json<{ task: T }>('run', 'jobs', 'print');
  assert.equal(code, 0);
  assert.equal(json.task.result, 'quiet');
  for (const how of [
    'while imported',
    'by console.log',
    'by process.stdout',
    'by the import of process',
    'to descriptor 1',
  ])
    assert.match(stderr, new RegExp(`printed ${how}`));
});

test('a worker that ends the process leaves one error document', async () => {
  const { code, json } = await host.json<Failure>('run', 'jobs', 'leave');
  assert.equal(code, 1);
  assert.match(json.error.message, /process\.exit/);
});

test('run and create name what is wrong', async () => {
  const wrong: Array<[args: string[], code: number, error: string]> = [
    [['nobody', 'count'], 3, 'STASK_WORKER_NOT_FOUND'],
    [['jobs', 'nothing'], 3, 'STASK_ACTION_NOT_FOUND'],
    [['jobs', 'count', '--data', '{"to":0}'], 2, 'STASK_OPTIONS_INVALID'],
    [['jobs', 'count', '--data', '{}'], 2, 'STASK_OPTIONS_INVALID'],
  ];
  for (const command of ['run', 'create']) {
    for (const [args, expected, error] of wrong) {
      const { code, json } = await host.json<Failure>(command, ...args);
      assert.deepEqual([code, json.error.code], [expected, error], `${command} ${args.join(' ')}`);
    }
  }
  const { code, json } = await host.json<Failure>(
    'create',
    'jobs',
    'count',
    '--data',
    '{"to":1}',
    '--priority',
    'urgent',
  );
  assert.deepEqual([code, json.error.code], [2, 'STASK_PRIORITY_INVALID']);
});

test('create queues, cancel cancels, retry queues again, work --once executes', async () => {
  const made = await host.json<{ task: T; created: boolean }>(
    'create',
    'jobs',
    'count',
    '--data',
    '{"to":2}',
    '--priority',
    'high',
    '--max-attempts',
    '2',
    '--unique-key',
    'once',
    '--user',
    'olena',
  );
  assert.equal(made.code, 0);
  assert.equal(made.json.created, true);
  const { id } = made.json.task;
  assert.deepEqual([made.json.task.status, made.json.task.priority, made.json.task.maxAttempts], [10, 'high', 2]);
  const same = await host.json<{ task: T; created: boolean }>(
    'create',
    'jobs',
    'count',
    '--data',
    '{"to":2}',
    '--unique-key',
    'once',
  );
  assert.deepEqual([same.json.task.id, same.json.created], [id, false]);

  const cancelled = await host.json<{ task: T }>('cancel', String(id));
  assert.deepEqual([cancelled.code, cancelled.json.task.statusText], [0, 'cancelled']);
  assert.deepEqual((await host.json<Failure>('cancel', String(id))).json.error.code, 'STASK_TASK_STATE');
  const again = await host.json<{ task: T }>('retry', String(id));
  assert.deepEqual([again.code, again.json.task.statusText], [0, 'pending']);
  const refused = await host.json<Failure>('retry', String(id));
  assert.deepEqual([refused.code, refused.json.error.code], [4, 'STASK_TASK_STATE']);

  const work = await host.json<Record<string, number>>('work', '--once', '--concurrency', '2');
  assert.equal(work.code, 0);
  assert.equal(work.json['completed'], 1);
  const task = await host.json<{ task: T; progress: object }>('task', String(id));
  assert.equal(task.json.task.statusText, 'completed');
  assert.deepEqual(Object.keys(task.json.progress), ['status', 'progress', 'processed', 'total', 'eta', 'message']);
  assert.match((await host.run('work', '--once')).stdout, /^0 tasks executed\.\n$/);
});

test('a planned task is pending and waits', async () => {
  const { json } = await host.json<{ task: T }>('create', 'jobs', 'make', '--start-at', '2099-01-01T00:00:00Z');
  assert.deepEqual([json.task.status, json.task.statusText], [10, 'pending']);
  assert.equal(json.task.startAt, '2099-01-01T00:00:00.000Z');
  assert.equal((await host.json<Record<string, number>>('work', '--once')).json['executed'], 0);
  await host.run('cancel', String(json.task.id));
});

test('tasks lists newest first and filters', async () => {
  const all = await host.json<T[]>('tasks');
  assert.equal(all.code, 0);
  const ids = all.json.map(({ id }) => id);
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => b - a),
  );
  assert.equal((await host.json<T[]>('tasks', '--limit', '1')).json.length, 1);
  const failed = await host.json<T[]>('tasks', '--status', 'failed', '--worker', 'jobs', '--action', 'fail');
  assert.ok(failed.json.length > 0 && failed.json.every(({ statusText }) => statusText === 'failed'));
  assert.match((await host.run('tasks', '--status', 'failed')).stdout, /^ *ID {2}WORKER .*\n *\d+ {2}jobs/);
  assert.equal((await host.run('tasks', '--worker', 'other')).stdout, 'No tasks.\n');
});

test('logs prints the structured log', async () => {
  const [task] = (await host.json<T[]>('tasks', '--action', 'count', '--status', 'completed', '--limit', '1')).json;
  const { code, json } = await host.json<Array<{ message: string; context: object }>>('logs', String(task?.id));
  assert.equal(code, 0);
  assert.deepEqual(Object.keys(json[0] ?? {}), ['timestamp', 'level', 'message', 'context']);
  assert.ok(json.some(({ message, context }) => message === 'step 1' && JSON.stringify(context) === '{"step":1}'));
  assert.match((await host.run('logs', String(task?.id))).stdout, /Z info +step 1 \{"step":1\}\n/);
});

test('task shows each attempt, and its JSON those that went wrong', async () => {
  const { json } = await host.json<{ task: T }>('create', 'jobs', 'fail', '--max-attempts', '2');
  const id = String(json.task.id);
  assert.ok(!(await host.run('task', id)).stdout.includes('ATTEMPT'));
  await host.run('work', '--once');
  const text = (await host.run('task', id)).stdout;
  assert.match(text, /ATTEMPT +STARTED +TOOK +OUTCOME +RUNNER +MESSAGE\n/);
  assert.match(text, / 1 {2}\d{4}-\S+Z +\d+ ms +failed +[0-9a-f]{8} +the disk is on fire\n/);
  const failed = await host.json<{ task: T; attempts: Array<Record<string, unknown>> }>('task', id);
  const [attempt, ...others] = failed.json.attempts;
  assert.deepEqual(others, []);
  assert.deepEqual([attempt?.['n'], attempt?.['outcome'], attempt?.['error']], [1, 'failed', 'Error']);
  await host.run('cancel', id);

  const [fine] = (await host.json<T[]>('tasks', '--status', 'completed', '--limit', '1')).json;
  assert.match((await host.run('task', String(fine?.id))).stdout, /^ +1 {2}\S+Z .* completed /m);
  assert.deepEqual(Object.keys((await host.json<object>('task', String(fine?.id))).json), ['task', 'progress']);
});

test('logs of a task that failed tell why, with the stack, and where the task stands', async () => {
  const [task] = (await host.json<T[]>('tasks', '--action', 'fail', '--status', 'failed', '--limit', '1')).json;
  const { stdout, stderr } = await host.run('logs', String(task?.id));
  assert.match(stdout, /Z error +Failed at attempt 1 of 1: the disk is on fire \{"attempt":1/);
  assert.match(stdout, /\n {4}at .*jobs\.js:\d+/);
  assert.match(stderr, /^#\d+ jobs\.fail {2}failed in .* the disk is on fire\n$/);
  const [line] = (
    await host.json<Array<{ level: string; context: { error: { stack: string } } }>>('logs', String(task?.id))
  ).json;
  assert.equal(line?.level, 'error');
  assert.match(line.context.error.stack, /^Error: the disk is on fire\n/);
});

test('an unknown task is not found', async () => {
  for (const command of ['task', 'logs', 'retry', 'cancel']) {
    const { code, json } = await host.json<Failure>(command, '999999');
    assert.deepEqual([code, json.error.code], [3, 'STASK_TASK_NOT_FOUND'], command);
  }
});

test('stats counts by state', async () => {
  const { json } = await host.json<Record<string, number>>('stats');
  for (const word of ['pending', 'running', 'completed', 'failed', 'cancelled', 'total'])
    assert.equal(typeof json[word], 'number');
  assert.match((await host.run('stats')).stdout, /^completed +\d+$/m);
});

test('an inactive worker is a conflict', async () => {
  await host.run('deactivate', 'jobs');
  const { code, json } = await host.json<Failure>('create', 'jobs', 'make');
  assert.deepEqual([code, json.error.code], [4, 'STASK_WORKER_INACTIVE']);
  await host.run('activate', 'jobs');
});

test('create --after waits for other tasks, and names one that is not there', async () => {
  const first = await host.json<{ task: T }>('create', 'jobs', 'count', '--data', '{"to":1}');
  const other = await host.json<{ task: T }>('create', 'jobs', 'count', '--data', '{"to":1}');
  const ids = [first, other].map(({ json }) => json.task.id);
  const last = await host.json<{ task: T }>('create', 'jobs', 'count', '--data', '{"to":1}', '--after', ids.join(', '));
  assert.deepEqual([last.code, last.json.task.statusText], [0, 'pending']);
  await host.run('cancel', String(ids[0]));
  const { json } = await host.json<{ task: T }>('task', String(last.json.task.id));
  assert.equal(json.task.statusText, 'cancelled');
  assert.match(json.task.message, new RegExp(`task ${ids[0]} \\(jobs\\.count\\)`));

  const unknown = await host.json<Failure>('create', 'jobs', 'count', '--data', '{"to":1}', '--after', '999999');
  assert.deepEqual([unknown.code, unknown.json.error.code], [3, 'STASK_TASK_NOT_FOUND']);
  const malformed = await host.json<Failure>('create', 'jobs', 'count', '--data', '{"to":1}', '--after', '../1');
  assert.deepEqual([malformed.code, malformed.json.error.code], [2, 'STASK_USAGE']);
});
