import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchTasks, type TaskSearch } from '#src/typeorm/task-search.js';
import { feedSince, feedStart } from '#src/typeorm/task-feed.js';
import { countUnfinished, endsByHour, troubleFigures } from '#src/typeorm/admin-figures.js';
import { listAudit, writeAudit } from '#src/typeorm/audit-store.js';
import { workerActivities } from '#src/typeorm/worker-activity.js';
import { forEachDatabase } from '../helpers/databases.js';

const ROWS = 3_000;

forEachDatabase('lists of the admin', (given) => {
  const insert = async (count: number): Promise<void> => {
    const { database } = given;
    for (let start = 0; start < count; start += 500) {
      const rows = Array.from({ length: Math.min(500, count - start) }, (_, index) => start + index);
      await database.execute(
        `INSERT INTO s_tasks (identifier, action, status, message, priority, started_by, group_id, finished_at, created_at) VALUES ${rows
          .map(() => `(?, ?, ?, ?, ?, ?, ?, ${database.dialect.now}, ?)`)
          .join(', ')}`,
        rows.flatMap((row) => [
          row % 3 === 0 ? 'mail' : 'stock',
          row % 2 === 0 ? 'send' : 'make',
          [80, 80, 80, 100, 10, 5, 110][row % 7],
          row === 7 ? 'the needle 100% here' : `message ${row}`,
          (row % 3) + 1,
          row === 11 ? 'ann' : null,
          row % 500 < 5 ? row % 500 : null,
          database.dialect.timeParameter(new Date(Date.UTC(2030, 0, 1) + row * 60_000)),
        ]),
      );
    }
  };
  const ids = async (search: TaskSearch, limit = 50, budgetMs = 5_000): Promise<number[]> =>
    (await searchTasks(given.database, search, { limit, budgetMs })).items.map(({ id }) => id);

  test('an empty table has no tasks', async () => assert.deepEqual(await ids({}), []));

  test('pages follow each other without gap or repetition, whatever the filter', async () => {
    await insert(ROWS);
    const [{ lowest } = { lowest: '0' }] = await given.database.query<{ lowest: string }>(
      'SELECT MIN(id) AS lowest FROM s_tasks',
    );
    const first = Number(lowest);
    const expected: ReadonlyArray<[TaskSearch, (row: number) => boolean]> = [
      [{}, () => true],
      [{ statuses: [100] }, (row) => row % 7 === 3],
      [{ statuses: [5, 10] }, (row) => row % 7 === 4 || row % 7 === 5],
      [{ identifiers: ['mail'] }, (row) => row % 3 === 0],
      [{ identifiers: ['mail', 'stock'] }, () => true],
      [{ identifiers: [] }, () => false],
      [{ identifiers: ['mail'], statuses: [100] }, (row) => row % 3 === 0 && row % 7 === 3],
      [{ action: 'send', priorities: [1] }, (row) => row % 2 === 0 && row % 3 === 0],
      [{ startedBy: 'ann' }, (row) => row === 11],
      [{ groupId: 3 }, (row) => row % 500 === 3],
      [{ groupId: 3, statuses: [80] }, (row) => row % 500 === 3 && row % 7 < 3],
      [{ text: 'NEEDLE 100%' }, (row) => row === 7],
      [{ text: 'needle 1__%' }, () => false],
      [{ text: `'; DROP TABLE s_tasks; --` }, () => false],
      [{ since: new Date(Date.UTC(2030, 0, 1, 10)) }, (row) => row >= 600],
      [{ until: new Date(Date.UTC(2030, 0, 1, 10)) }, (row) => row < 600],
      [
        { since: new Date(Date.UTC(2030, 0, 1, 5)), until: new Date(Date.UTC(2030, 0, 1, 6)) },
        (row) => row >= 300 && row < 360,
      ],
    ];
    for (const [search, matches] of expected) {
      const all: number[] = [];
      for (let beforeId: number | undefined; ;) {
        const page = await searchTasks(given.database, beforeId === undefined ? search : { ...search, beforeId }, {
          limit: 100,
          budgetMs: 5_000,
        });
        all.push(...page.items.map(({ id }) => id - first));
        if (page.nextBeforeId === undefined) break;
        beforeId = page.nextBeforeId;
      }
      const wanted = Array.from({ length: ROWS }, (_, index) => ROWS - 1 - index).filter(matches);
      assert.deepEqual(all, wanted, JSON.stringify(search));
    }
  });

  test('a search that runs out of time says from where to go on, and finds the rest from there', async () => {
    const found: number[] = [];
    let pages = 0;
    for (let beforeId: number | undefined; ; pages++) {
      const search = { text: 'needle', ...(beforeId === undefined ? {} : { beforeId }) };
      const page = await searchTasks(given.database, search, { limit: 50, budgetMs: 0 });
      found.push(...page.items.map(({ id }) => id));
      if (page.nextBeforeId === undefined) break;
      assert.ok(beforeId === undefined || page.nextBeforeId < beforeId);
      beforeId = page.nextBeforeId;
    }
    assert.equal(found.length, 1);
    assert.ok(pages >= 1);
  });

  test('figures count what is there, up to their limit', async () => {
    const counts = await countUnfinished(given.database, undefined, 100);
    assert.equal(counts.get(10), 100);
    assert.equal(counts.get(50), 0);
    const mail = await countUnfinished(given.database, ['mail'], 100_000);
    assert.ok((mail.get(10) ?? 0) > 0 && (mail.get(10) ?? 0) < ROWS / 7);
    const ends = await endsByHour(given.database, undefined, new Date(Date.now() - 7_200_000));
    const failed = ends.filter(({ status }) => status === 100).reduce((sum, { count }) => sum + count, 0);
    assert.equal(failed, Math.ceil((ROWS - 3) / 7));
    assert.deepEqual((await troubleFigures(given.database, [])).stalled, 0);
    const activities = await workerActivities(given.database, ['mail', 'stock', 'gone']);
    for (const identifier of ['mail', 'stock']) {
      const { failureRate, nextRunAt } = activities.get(identifier) ?? assert.fail(identifier);
      assert.ok(failureRate !== null && failureRate > 0 && failureRate < 1, identifier);
      assert.ok(nextRunAt !== null, identifier);
    }
    assert.deepEqual(activities.get('gone'), { lastRun: null, failureRate: null, nextRunAt: null });
  });

  test('the feed tells new, reported, ended and requeued tasks of any process', async () => {
    const { database } = given;
    await database.execute('DELETE FROM s_tasks'); // what ended a moment ago would fill the page of this one
    const start = await feedStart(database);
    await insert(1);
    const created = await feedSince(database, start);
    const fresh = created.tasks.find(({ id }) => id > start.lastId) ?? assert.fail('not told');
    const { now } = database.dialect;
    const touch = async (change: string) => {
      await database.execute(`UPDATE s_tasks SET ${change}, updated_at = ${now} WHERE id = ?`, [fresh.id]);
      const { tasks } = await feedSince(database, created.next);
      return tasks.find(({ id }) => id === fresh.id)?.status;
    };
    assert.equal(await touch('status = 50'), 50);
    assert.equal(await touch(`status = 100, finished_at = ${now}`), 100);
    assert.equal(await touch(`status = 10, finished_at = NULL, available_at = ${now}`), 10);
  });

  test('the audit log keeps what was written, newest first, page by page', async () => {
    const entry = { user: 'ann', action: 'task.cancel', target: 'task:1', origin: '127.0.0.1' };
    for (let number = 1; number <= 3; number++) await writeAudit(given.database, { ...entry, detail: { number } });
    await writeAudit(given.database, { ...entry, user: null, target: 'x'.repeat(500), detail: {} });
    const newest = await listAudit(given.database, { limit: 2 });
    assert.deepEqual(
      newest.map(({ user }) => user),
      [null, 'ann'],
    );
    const older = await listAudit(given.database, { limit: 2, beforeId: newest[1]!.id });
    assert.deepEqual(
      older.map(({ detail }) => detail['number']),
      [2, 1],
    );
    assert.ok(Math.abs(older[0]!.at.getTime() - Date.now()) < 3_600_000);
  });
});
