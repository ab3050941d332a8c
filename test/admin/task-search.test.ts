import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskStatus } from '#src/store/task-row.js';
import { searchTasks, type TaskSearch } from '#src/typeorm/task-search.js';
import { forEachDatabase } from '../helpers/databases.js';

/** More than any filter's index is read at once. */
const ROWS = 9_000;
const STATUSES = [80, 80, 80, 80, 80, 100, 10, 5, 110] as const;
const MESSAGES = ['Order taken', 'the NEEDLE 100% here', 'Чекаємо на СКЛАД', 'Пошта надіслана', 'a_b|c'];
const START = Date.UTC(2030, 0, 1);
const MINUTE = 60_000;

interface Row {
  readonly id: number;
  readonly identifier: string;
  readonly action: string;
  readonly status: TaskStatus;
  readonly message: string;
  readonly priority: number;
  readonly startedBy: string | null;
  readonly groupId: number | null;
  readonly createdAt: number;
}

/** Numbers from 0 to below 1 that are the same in every run. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536) / 32_768;
  };
}

const random = numbersFrom(20_300_101);
const anyOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;

const rows: readonly Row[] = Array.from({ length: ROWS }, (_, index) => ({
  id: index + 1,
  identifier: index % 2000 === 3 ? 'rare' : anyOf(['mail', 'stock', 'price']),
  action: anyOf(['send', 'make']),
  status: anyOf(STATUSES),
  message: index % 3 === 0 ? anyOf(MESSAGES) : `row ${index}`,
  priority: anyOf([1, 2, 2, 2, 3]),
  startedBy: index % 1500 === 7 ? 'ann' : null,
  groupId: index % 2 === 0 ? anyOf([1, 1, 1, 1, 1, 1, 1, 1, 1, 2]) : null,
  createdAt: START + index * MINUTE,
})).filter(({ id }) => id % 97 !== 0); // and gaps between the ids

function anySearch(): TaskSearch {
  const all: TaskSearch[] = [
    { statuses: anyOf<TaskStatus[]>([[80], [100, 110], [5, 10], [30], [80, 80, 100]]) },
    { identifiers: anyOf([['mail'], ['rare'], ['mail', 'price'], ['rare', 'gone'], ['stock', 'stock']]) },
    { action: anyOf(['send', 'never']) },
    { priorities: anyOf([[1], [1, 3]]) },
    { startedBy: 'ann' },
    { groupId: anyOf([1, 2, 3]) },
    { since: new Date(START + anyOf([0, 1000.5, 5000, 20_000]) * MINUTE) },
    { until: new Date(START + anyOf([0, 1000.5, 5000, 20_000]) * MINUTE) },
    { text: anyOf(['needle', 'Needle 100%', 'склад', 'ПОШТА', 'пошта', 'A_B|', '%', 'mai', 'ROW 12', 'order take_']) },
  ];
  return Object.assign({}, ...all.filter(() => random() < 0.27)) as TaskSearch;
}

/** What reading every row finds. */
function matches(row: Row, search: TaskSearch): boolean {
  const { statuses, identifiers, action, priorities, startedBy, groupId, since, until, text } = search;
  const small = text?.toLowerCase();
  return (
    (statuses?.includes(row.status) ?? true) &&
    (identifiers?.includes(row.identifier) ?? true) &&
    (action ?? row.action) === row.action &&
    (priorities?.includes(row.priority) ?? true) &&
    (startedBy ?? row.startedBy) === row.startedBy &&
    (groupId ?? row.groupId) === row.groupId &&
    (since === undefined || row.createdAt >= since.getTime()) &&
    (until === undefined || row.createdAt < until.getTime()) &&
    (small === undefined || [row.identifier, row.action, row.message].some((one) => one.toLowerCase().includes(small)))
  );
}

forEachDatabase('a search of tasks', (given) => {
  const insertAll = async (): Promise<void> => {
    const { database } = given;
    for (let start = 0; start < rows.length; start += 500) {
      const some = rows.slice(start, start + 500);
      await database.execute(
        `INSERT INTO s_tasks (id, identifier, action, status, message, priority, started_by, group_id, created_at)
         VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
        some.flatMap(({ createdAt, startedBy, ...row }) => [
          row.id,
          row.identifier,
          row.action,
          row.status,
          row.message,
          row.priority,
          startedBy,
          row.groupId,
          database.dialect.timeParameter(new Date(createdAt)),
        ]),
      );
    }
  };
  const allPages = async (search: TaskSearch, limit: number, budgetMs: number): Promise<number[]> => {
    const found: number[] = [];
    for (let beforeId: number | undefined; ;) {
      const narrowed = beforeId === undefined ? search : { ...search, beforeId };
      const page = await searchTasks(given.database, narrowed, { limit, budgetMs });
      assert.ok(page.items.length <= limit);
      found.push(...page.items.map(({ id }) => id));
      if (page.nextBeforeId === undefined) return found;
      assert.ok(beforeId === undefined || page.nextBeforeId < beforeId, 'the cursor moves on');
      beforeId = page.nextBeforeId;
    }
  };

  test('the pages of any filters together are what reading every row finds, newest first', async () => {
    await insertAll();
    for (let n = 0; n < 120; n++) {
      const search = anySearch();
      const limit = anyOf([40, 400, 1_000]);
      const budgetMs = anyOf([0, 0, 3, 5_000]);
      const wanted = rows.filter((row) => matches(row, search)).map(({ id }) => id);
      const title = `${JSON.stringify(search)}, pages of ${limit} in ${budgetMs} ms`;
      assert.deepEqual(await allPages(search, limit, budgetMs), wanted.toReversed(), title);
    }
  });

  test('a text is found whatever its case, in Latin and in Cyrillic letters', async () => {
    for (const [text, message] of [
      ['NEEDLE', 1],
      ['needle', 1],
      ['склад', 2],
      ['СКЛАД', 2],
      ['пошта', 3],
      ['Пошта', 3],
    ] as const) {
      const wanted = rows.filter((row) => row.message === MESSAGES[message]).map(({ id }) => id);
      assert.deepEqual(await allPages({ text }, 1_000, 5_000), wanted.toReversed(), text);
    }
  });
});
