import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActionFigures } from '#src/store/task-figures.js';
import { actionFigures } from '#src/typeorm/action-figures.js';
import { forEachDatabase } from '../helpers/databases.js';

/** More ends than one statement reads, in all and in one millisecond. */
const ROWS = 20_000;
const AT_ONCE = 9_000;
const HOUR_MS = 3_600_000;

const rows = Array.from({ length: ROWS }, (_, index) => ({
  identifier: index % 3 === 0 ? 'mail' : 'stock',
  action: index % 2 === 0 ? 'send' : 'make',
  status: [80, 80, 100, 110][index % 4] as 80 | 100 | 110,
  attempts: 1 + (index % 3),
  tookMs: (index % 50) * 100,
  waitMs: (index % 7) * 10,
  ageMs: index < AT_ONCE ? 10 * HOUR_MS : 2 * HOUR_MS + index * 1_000,
}));

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function expected(identifier: string, action: string) {
  const own = rows.filter((row) => row.identifier === identifier && row.action === action);
  const ran = own.filter(({ status }) => status !== 110);
  return {
    identifier,
    action,
    completed: own.filter(({ status }) => status === 80).length,
    failed: own.filter(({ status }) => status === 100).length,
    cancelled: own.filter(({ status }) => status === 110).length,
    retries: own.reduce((sum, { attempts }) => sum + attempts - 1, 0),
    averageMs: mean(ran.map(({ tookMs }) => tookMs)),
    maxMs: Math.max(...ran.map(({ tookMs }) => tookMs)),
    averageWaitMs: mean(ran.map(({ waitMs }) => waitMs)),
  };
}

forEachDatabase('figures of actions', (given) => {
  const total = async (hours: number): Promise<number> => endsOf(await actionFigures(given.database, hours));

  test('figures read in parts are those of every end, however many there were in one moment', async () => {
    const { database } = given;
    const { timeParameter } = database.dialect;
    const now = Date.now();
    for (let start = 0; start < ROWS; start += 1_000) {
      const some = rows.slice(start, start + 1_000);
      await database.execute(
        `INSERT INTO s_tasks (identifier, action, status, attempts, available_at, started_at, finished_at) VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
        some.flatMap(({ identifier, action, status, attempts, tookMs, waitMs, ageMs }) => {
          const times = [now - ageMs - tookMs - waitMs, now - ageMs - tookMs, now - ageMs];
          return [identifier, action, status, attempts, ...times.map((time) => timeParameter(new Date(time)))];
        }),
      );
    }
    const figures = await actionFigures(database, 48);
    const wanted = ['mail', 'stock'].flatMap((identifier) =>
      ['make', 'send'].map((action) => expected(identifier, action)),
    );
    assert.deepEqual(figures.map(rounded), wanted.map(rounded));
    assert.deepEqual((await actionFigures(database, 48, 'mail')).map(rounded), wanted.slice(0, 2).map(rounded));
  });

  test('only what ended in the last hours counts, and more hours than there are since 1970 count all', async () => {
    assert.equal(await total(1), 0);
    assert.equal(await total(9.5), rows.filter(({ ageMs }) => ageMs < 9.5 * HOUR_MS).length);
    assert.equal(await total(1e9), ROWS);
  });
});

const endsOf = (figures: readonly ActionFigures[]): number =>
  figures.reduce((sum, { completed, failed, cancelled }) => sum + completed + failed + cancelled, 0);

/** Averages without what adding in another order changes. */
const rounded = <T extends { averageMs: number | null; averageWaitMs: number | null }>(figures: T): T => ({
  ...figures,
  averageMs: figures.averageMs === null ? null : Math.round(figures.averageMs * 1_000) / 1_000,
  averageWaitMs: figures.averageWaitMs === null ? null : Math.round(figures.averageWaitMs * 1_000) / 1_000,
});
