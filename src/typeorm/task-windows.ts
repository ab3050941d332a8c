import { setImmediate as turn } from 'node:timers/promises';
import type { Bounds } from './task-id-bounds.js';

/** Ids that the first statement looks at. */
const FIRST_WINDOW = 2_000;
const SMALLEST_WINDOW = 500;
const GROWTH = 2;
/** One statement takes about this long: on SQLite nothing else happens in the process meanwhile. */
const STEP_MS = 10;

export interface Search {
  readonly limit: number;
  readonly budgetMs: number;
  /** Most ids that one statement looks at, however quick it is. */
  readonly largestWindow: number;
}

export interface Page<T> {
  /** At most `limit`. */
  readonly items: T[];
  /** Where to go on, below this id; undefined when everything was looked at. */
  readonly nextBeforeId: number | undefined;
  /** False when looking ended by the time budget before the page was full. */
  readonly full: boolean;
}

/**
 * Looks through ids from the newest down, in windows as large as take one step, until the page is full or the time is
 * used up: an answer always comes soon, and what follows goes on from there.
 *
 * @param read the newest matches, at most `most`, with ids from `begin` to below `end`
 */
export async function throughWindows<T extends { readonly id: number }>(
  { low, high }: Bounds,
  { limit, budgetMs, largestWindow }: Search,
  read: (begin: number, end: number, most: number) => Promise<T[]>,
): Promise<Page<T>> {
  const until = performance.now() + budgetMs;
  const items: T[] = [];
  let size = FIRST_WINDOW;
  for (let end = high; end > low;) {
    const begin = Math.max(low, end - size);
    const startedAt = performance.now();
    items.push(...(await read(begin, end, limit + 1 - items.length)));
    if (items.length > limit) return pageOf(items, limit);
    end = begin;
    const now = performance.now();
    size = Math.min(largestWindow, nextWindow(size, now - startedAt, until - now));
    if (size < SMALLEST_WINDOW && end > low) return { items, nextBeforeId: end, full: false };
    await turn();
  }
  return { items, nextBeforeId: undefined, full: true };
}

/** Of more items than the page holds, those of the page and the cursor behind them. */
export function pageOf<T extends { readonly id: number }>(items: readonly T[], limit: number): Page<T> {
  const page = items.slice(0, limit);
  return { items: page, nextBeforeId: items.length > limit ? page.at(-1)?.id : undefined, full: true };
}

/** As many ids as take one step, or the time that is left. */
function nextWindow(size: number, tookMs: number, leftMs: number): number {
  const factor = Math.min(STEP_MS, leftMs) / Math.max(tookMs, 0.1);
  return Math.floor(size * Math.min(GROWTH, factor));
}
