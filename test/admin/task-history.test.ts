import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import { forEachDatabase } from '../helpers/databases.js';
import { createHost, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

forEachDatabase('the history of attempts', (given) => {
  let host: TestHost;
  let admin: Admin;
  before(async () => {
    host = await createHost(given.url);
    admin = createAdmin(host.stask, { auth: () => 'ann' });
  });
  after(async () => {
    admin.close();
    await host.close();
  });
  const detail = async (id: number) => (await askOf(admin)('GET', `tasks/${id}`)).body;
  const outcomes = async (id: number): Promise<unknown[]> =>
    (await detail(id)).attemptHistory.map(({ n, outcome }: { n: number; outcome: string }) => [n, outcome]);

  test('keeps each failed attempt with its times, runner and error, also beyond a retry by hand', async () => {
    const task = await host.stask.create({ identifier: 'mail', action: 'break', maxAttempts: 2, backoff: 0 });
    assert.deepEqual(await outcomes(task.id), []);
    await host.stask.execute(task);
    assert.deepEqual(await outcomes(task.id), [[1, 'failed']]);
    await host.stask.execute(task);
    await host.stask.retry(task);
    await host.stask.execute(task);
    assert.deepEqual(await outcomes(task.id), [
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
    ]);
    const { attemptHistory, timeline, runner } = await detail(task.id);
    const [first, second] = attemptHistory;
    assert.match(first.message, /^broken /);
    assert.equal(first.error, 'Error');
    assert.equal(first.runner, runner);
    assert.ok(first.startedAt <= first.endedAt && first.endedAt <= second.startedAt);
    const starts = timeline.filter(({ event }: { event: string }) => event === 'started');
    assert.deepEqual(
      starts.map(({ detail: nth }: { detail: string }) => nth),
      ['1 / 3', '2 / 3', '3 / 3'],
    );
  });

  test('tells a completed attempt by the row, which keeps no note of it', async () => {
    const task = await host.stask.create({ identifier: 'mail', action: 'make' });
    await host.stask.execute(task);
    assert.deepEqual(await outcomes(task.id), [[1, 'completed']]);
    const [row] = await given.database.query('SELECT attempt_log FROM s_tasks WHERE id = ?', [task.id]);
    assert.equal(row?.['attempt_log'], null);
  });

  test('calls the attempt of a dead runner lost', async () => {
    const task = await host.stask.create({ identifier: 'mail', action: 'make' });
    const { database } = given;
    await database.execute(
      `UPDATE s_tasks SET status = 50, attempts = 1, fence = 1, claimed_by = 'gone', started_at = ${database.dialect.now}, lease_until = ${database.dialect.nowPlusMs('-1000')} WHERE id = ?`,
      [task.id],
    );
    await host.stask.processPendingTasks();
    const [lost] = (await detail(task.id)).attemptHistory;
    assert.deepEqual([lost.n, lost.outcome, lost.runner], [1, 'lost', 'gone']);
    await host.stask.cancel(task.id).catch(() => undefined); // its next attempt may have run already
  });

  test('forgets the oldest attempts of a task that is tried very often', async () => {
    const task = await host.stask.create({ identifier: 'mail', action: 'break', maxAttempts: 1_000, backoff: 0 });
    await host.stask.execute(task);
    const line = `["","2030-01-01 00:00:00.000",{"n":1,"outcome":"failed","message":"${'x'.repeat(490)}"}]\n`;
    await given.database.execute('UPDATE s_tasks SET attempt_log = ?, attempts = 200 WHERE id = ?', [
      line.repeat(200),
      task.id,
    ]);
    await host.stask.execute(task);
    const history = (await detail(task.id)).attemptHistory;
    assert.equal(history.at(-1).n, 201);
    assert.ok(history.length > 50 && history.length < 200, `${history.length}`);
  });
});
