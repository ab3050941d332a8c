import type { Sql } from './database.js';
import { indexedFilters, otherConditions, type IndexedFilter, type TaskSearch } from './task-conditions.js';
import { idBounds } from './task-id-bounds.js';
import { lightColumns, lightTask, type LightTask } from './task-rows-light.js';
import { INDEXES, MAX_VALUES, taskSource, tasksAlong } from './task-sources.js';
import { pageOf, throughWindows, type Page } from './task-windows.js';

export type { TaskSearch } from './task-conditions.js';

/**
 * The newest matching tasks. States and workers have an index each, so a filter of either is one statement, and so is
 * whatever an index narrows down to a few rows. All else looks through windows of ids from the newest down until the
 * page is full or `budgetMs` is used up.
 */
export async function searchTasks(
  sql: Sql,
  search: TaskSearch,
  { limit, budgetMs }: { readonly limit: number; readonly budgetMs: number },
): Promise<Page<LightTask>> {
  const startedAt = performance.now();
  const filters = indexedFilters(search);
  const bounds = await idBounds(sql, search);
  if (bounds === undefined || filters.some(({ values }) => values.length === 0)) return pageOf<LightTask>([], limit);
  if (isRanges(filters) && otherConditions(sql.dialect, search).length === 0)
    return pageOf(await newestOfRanges(sql, filters[0], bounds.high, limit + 1), limit);
  const { read, isSmall, largestWindow } = await taskSource(sql, search);
  if (isSmall) return pageOf(await read(bounds.low, bounds.high, limit + 1), limit);
  const leftMs = budgetMs - (performance.now() - startedAt);
  return throughWindows(bounds, { limit, budgetMs: leftMs, largestWindow }, read);
}

/** Whether the matches are the union of ranges that an index has in the order of ids. */
const isRanges = (filters: readonly IndexedFilter[]): boolean =>
  filters.length < 2 && filters.every(({ column, values }) => column !== 'group_id' && values.length <= MAX_VALUES);

async function newestOfRanges(
  sql: Sql,
  filter: IndexedFilter | undefined,
  high: number,
  limit: number,
): Promise<LightTask[]> {
  const { dialect } = sql;
  const newest = (from: string, condition: string): string =>
    `SELECT ${lightColumns(dialect)} FROM ${from} WHERE ${condition}id < ? ORDER BY id DESC LIMIT ${limit}`;
  if (filter === undefined) return (await sql.query(newest(tasksAlong(dialect, 'PRIMARY'), ''), [high])).map(lightTask);
  const one = newest(tasksAlong(dialect, INDEXES[filter.column]), `${filter.column} = ? AND `);
  const rows = await sql.query(
    filter.values.map((_value, index) => `SELECT * FROM (${one}) AS r${index}`).join(' UNION ALL '),
    filter.values.flatMap((value) => [value, high]),
  );
  return rows
    .map(lightTask)
    .toSorted((a, b) => b.id - a.id)
    .slice(0, limit);
}
