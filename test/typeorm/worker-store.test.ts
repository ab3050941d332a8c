import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { columnsOf } from '#src/registry/candidate-columns.js';
import type { DiscoveredColumns, WorkerRow, WorkerStore } from '#src/store/worker-store.js';
import { createWorkerStore } from '#src/typeorm/worker-store.js';
import { uniqueLock } from '#src/typeorm/unique-lock.js';

import { forEachDatabase } from '../helpers/databases.js';
import { candidate } from '../registry/sample-rows.js';

const columns = (identifier: string, more: Partial<DiscoveredColumns> = {}): DiscoveredColumns => ({
  ...columnsOf(candidate(identifier)),
  ...more,
});

function refuse(): never {
  throw new RangeError('no');
}

forEachDatabase('the worker store', (given) => {
  let store: WorkerStore;
  const insert = async (...rows: DiscoveredColumns[]): Promise<WorkerRow[]> =>
    (await store.applyScan(() => ({ insert: rows, update: [] }))).inserted;
  const change = async (row: WorkerRow, more: Partial<DiscoveredColumns>): Promise<WorkerRow | undefined> =>
    (await store.applyScan(() => ({ insert: [], update: [{ id: row.id, columns: { ...row, ...more } }] }))).updated[0];
  const addTask = (identifier: string, status: number, key: string | null = null): Promise<unknown> =>
    given.database.execute(
      'INSERT INTO s_tasks (identifier, action, status, unique_key, unique_lock) VALUES (?, ?, ?, ?, ?)',
      [identifier, 'make', status, key, key === null ? null : uniqueLock(identifier, 'make', key)],
    );

  beforeEach(async () => {
    await given.database.execute('DELETE FROM s_workers');
    await given.database.execute('DELETE FROM s_tasks');
    store = createWorkerStore(given.database);
  });

  test('gives a new row inactive, visible, without settings, at the next position', async () => {
    const [first, second] = await insert(columns('mail'), columns('feed'));
    assert.deepEqual(
      [first, second].map((row) => [row?.identifier, row?.active, row?.hidden, row?.settings, row?.position]),
      [
        ['mail', false, false, {}, 1],
        ['feed', false, false, {}, 2],
      ],
    );
    assert.match(first?.uuid ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(typeof first?.id, 'number');
    assert.ok(Math.abs((first?.createdAt.getTime() ?? 0) - Date.now()) < 60_000);
    const [third] = await insert(columns('late'));
    assert.equal(third?.position, 3);
  });

  test('returns what was stored: emoji, 64 characters, SQL in strings, nested JSON, moments', async () => {
    const text = `😀 '; DROP TABLE s_workers; -- "quoted" \\ \`tick\` ? $1 ${'ü'.repeat(100)}`;
    const stored = columns('x'.repeat(64), {
      title: text,
      description: text,
      settingsSchema: { type: 'object', properties: { [text]: { default: [1, null, '😀'] } } },
      actions: [{ name: 'make', title: text }],
      health: 'missing',
      healthDetail: text,
      missingSince: new Date('2026-03-01T02:30:00.123Z'),
      direct: false,
    });
    await insert(stored);
    const row = await store.find('x'.repeat(64));
    for (const [name, value] of Object.entries(stored)) assert.deepEqual(row?.[name as keyof WorkerRow], value, name);
  });

  test('compares identifiers exactly', async () => {
    await insert(columns('mail'), columns('Mail'));
    assert.equal((await store.list()).length, 2);
    assert.equal(await store.find('MAIL'), undefined);
  });

  test('writes many rows at once and updates them at once', async () => {
    const many = Array.from({ length: 450 }, (_, n) => columns(`w${n}`));
    assert.equal((await insert(...many)).length, 450);
    const rows = await store.list();
    const update = rows.map((row) => ({ id: row.id, columns: { ...row, packageVersion: '2.0.0' } }));
    const { updated } = await store.applyScan(() => ({ insert: [], update }));
    assert.equal(updated.filter(({ packageVersion }) => packageVersion === '2.0.0').length, 450);
  });

  test('keeps what belongs to the admin through every change of a scan', async () => {
    const [row] = await insert(columns('mail'));
    await store.setAdmin('mail', { active: true, hidden: true, position: 7, activatedVersion: '1.0.0' });
    await store.changeSettings('mail', () => ({ api: { key: '😀' } }));
    const current = await store.find('mail');
    assert.ok(current && row);
    await change(current, { class: 'shop/other.js#mail', packageVersion: '3.0.0' });
    await change(current, { health: 'broken', healthDetail: 'import-failed: x' });
    await change(current, { health: 'missing', missingSince: new Date() });
    await change(current, { packageName: 'post', class: 'post/index.js#mail' });
    const renamed = await change(current, { identifier: 'mailer' });
    assert.deepEqual(
      [renamed?.id, renamed?.uuid, renamed?.active, renamed?.hidden, renamed?.position, renamed?.settings],
      [row.id, row.uuid, true, true, 7, { api: { key: '😀' } }],
    );
    assert.equal(renamed?.activatedVersion, '1.0.0');
    assert.deepEqual(renamed?.createdAt, current.createdAt);
  });

  test('takes the tasks of a renamed worker along, unique keys included', async () => {
    const [row] = await insert(columns('mail'));
    await addTask('mail', 10, 'k');
    await addTask('mail', 80);
    assert.ok(row);
    await store.applyScan(() => ({
      insert: [columns('mail', { class: 'post/index.js#mail' })],
      update: [{ id: row.id, columns: { ...row, identifier: 'mailer' } }],
    }));
    const tasks = await given.database.query('SELECT identifier, unique_lock FROM s_tasks ORDER BY id');
    assert.deepEqual(
      tasks.map((task) => [task['identifier'], task['unique_lock']]),
      [
        ['mailer', uniqueLock('mailer', 'make', 'k')],
        ['mailer', null],
      ],
    );
    assert.deepEqual(
      (await store.list()).map(({ identifier }) => identifier),
      ['mailer', 'mail'],
    );
  });

  test('writes nothing when a scan changes nothing', async () => {
    const [row] = await insert(columns('mail'));
    let asked = 0;
    const outcome = await store.applyScan(() => (asked++, { insert: [], update: [] }));
    assert.equal(asked, 1);
    assert.deepEqual([outcome.inserted, outcome.updated], [[], []]);
    assert.deepEqual(outcome.rows, [row]);
  });

  test('leaves everything as it was when a scan fails', async () => {
    await insert(columns('mail'));
    await assert.rejects(store.applyScan(() => ({ insert: [columns('feed'), columns('mail')], update: [] })));
    assert.deepEqual(
      (await store.list()).map(({ identifier }) => identifier),
      ['mail'],
    );
  });

  test('ends with one row each when scans run at once', async () => {
    const wanted = ['a', 'b', 'c'].map((identifier) => columns(identifier));
    const scan = () =>
      store.applyScan((rows) => ({
        insert: wanted.filter(({ identifier }) => !rows.some((row) => row.identifier === identifier)),
        update: [],
      }));
    const outcomes = await Promise.all([scan(), scan(), scan(), scan()]);
    assert.equal(outcomes.flatMap(({ inserted }) => inserted).length, 3);
    assert.deepEqual(
      (await store.list()).map(({ position }) => position),
      [1, 2, 3],
    );
  });

  test('removes missing rows and keeps those with unfinished tasks or found again', async () => {
    const gone = { health: 'missing', missingSince: new Date() } as const;
    const rows = await insert(columns('gone', gone), columns('busy', gone), columns('well'), columns('done', gone));
    await addTask('busy', 5);
    await addTask('done', 80);
    assert.deepEqual(await store.withUnfinishedTasks(['gone', 'busy', 'done']), new Set(['busy']));
    const { removed, kept } = await store.remove(rows.map(({ id }) => id));
    assert.deepEqual(
      removed.map(({ identifier }) => identifier),
      ['gone', 'done'],
    );
    assert.deepEqual(
      kept.map(({ row, because }) => [row.identifier, because]),
      [
        ['well', 'back-again'],
        ['busy', 'unfinished-tasks'],
      ],
    );
    assert.deepEqual(
      (await store.list()).map(({ identifier }) => identifier),
      ['busy', 'well'],
    );
  });

  test('orders by position and reorders with the named ones first', async () => {
    await insert(columns('a'), columns('b'), columns('c'), columns('d'));
    const rows = await store.reorder(['c', 'a']);
    assert.deepEqual(
      rows.map(({ identifier, position }) => [identifier, position]),
      [
        ['c', 1],
        ['a', 2],
        ['b', 3],
        ['d', 4],
      ],
    );
  });

  test('loses no settings when many change them at once', async () => {
    await insert(columns('mail'));
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.changeSettings('mail', (settings) => ({ ...settings, [`k${n}`]: n }))),
    );
    assert.equal(Object.keys((await store.find('mail'))?.settings ?? {}).length, 20);
  });

  test('leaves settings alone when the change refuses, and knows no settings of an unknown worker', async () => {
    await insert(columns('mail'));
    await assert.rejects(store.changeSettings('mail', refuse), RangeError);
    assert.equal(await store.changeSettings('nobody', () => ({})), undefined);
    assert.equal(await store.setAdmin('nobody', { active: true }), undefined);
  });
});
