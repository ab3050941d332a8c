import { momentOf, shownValue } from '../check-fields.js';
import { StaskError } from '../errors.js';
import { TASK_ORDERS, type TaskFilter, type TaskListing, type TaskOrder } from '../store/task-listing.js';
import type { TaskRow } from '../store/task-row.js';
import type { TaskStatus } from '../store/task-row.js';
import { canonicalActionName } from '../worker/action-name.js';
import { PRIORITY_HIGH } from './priority.js';
import type { Task } from './task.js';
import { HELD, PENDING } from './task-state.js';

/** What a query reads from. */
export interface QuerySource<T> {
  list(filter: TaskFilter, listing: TaskListing): Promise<TaskRow[]>;
  count(filter: TaskFilter): Promise<number>;
  toTask(row: TaskRow): T;
}

type TaskOrderColumn = 'created_at' | 'finished_at' | 'start_at' | 'updated_at';

const columnOf = (order: TaskOrder): string => order.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`);

/**
 * A chainable, immutable query: each call returns a new one. States add up (`failed().cancelled()` is either). Awaiting a
 * query is the same as `get()`: `await stask.tasks.failed().limit(10)`.
 */
export class TaskQueryOf<T> implements PromiseLike<T[]> {
  readonly #source: QuerySource<T>;
  readonly #filter: TaskFilter;
  readonly #listing: TaskListing;

  constructor(source: QuerySource<T>, filter: TaskFilter = {}, listing: TaskListing = { limit: 100 }) {
    this.#source = source;
    this.#filter = filter;
    this.#listing = listing;
  }

  /** Queued, planned or waiting. */
  pending(): TaskQueryOf<T> {
    return this.#states(PENDING);
  }
  /** Claimed or running. */
  running(): TaskQueryOf<T> {
    return this.#states(HELD);
  }
  completed(): TaskQueryOf<T> {
    return this.#states([80]);
  }
  failed(): TaskQueryOf<T> {
    return this.#states([100]);
  }
  cancelled(): TaskQueryOf<T> {
    return this.#states([110]);
  }
  /** Not ended yet. */
  incomplete(): TaskQueryOf<T> {
    return this.#states([...PENDING, ...HELD]);
  }
  byIdentifier(identifier: string): TaskQueryOf<T> {
    return this.#where({ identifier: given('byIdentifier', identifier) });
  }
  /** Any spelling of the action's name. */
  byAction(action: string): TaskQueryOf<T> {
    return this.#where({ action: canonicalActionName(given('byAction', action)) ?? action });
  }
  highPriority(): TaskQueryOf<T> {
    return this.#where({ priority: PRIORITY_HIGH });
  }
  /** Created at or after this moment; a text is ISO 8601 with offset. */
  since(moment: Date | string): TaskQueryOf<T> {
    const since = momentOf(moment);
    if (since === undefined)
      throw new StaskError(
        'STASK_USAGE',
        `since() needs a valid Date or an ISO 8601 time with offset, as 2030-01-31T09:00:00Z, got ${shownValue(moment)}.`,
      );
    return this.#where({ since });
  }
  /** Only ids below this one: the cursor for the next page, newest first. */
  before(id: number): TaskQueryOf<T> {
    if (!Number.isSafeInteger(id)) throw new StaskError('STASK_USAGE', `before() needs a task id, got ${String(id)}.`);
    return this.#where({ beforeId: id });
  }
  /** By a property of a task, or by the column of `s_tasks` that it comes from. */
  orderBy(order: TaskOrder | TaskOrderColumn, direction: 'asc' | 'desc' = 'asc'): TaskQueryOf<T> {
    const orderBy = TASK_ORDERS.find((known) => known === order || columnOf(known) === order);
    if (orderBy === undefined)
      throw new StaskError('STASK_USAGE', `orderBy() knows ${TASK_ORDERS.join(', ')}, got ${shownValue(order)}.`);
    if (direction !== 'asc' && direction !== 'desc')
      throw new StaskError('STASK_USAGE', `orderBy() direction is "asc" or "desc", got ${shownValue(direction)}.`);
    return this.#listed({ orderBy, direction });
  }
  /** At most this many, 1 to 1000. Default 100. */
  limit(limit: number): TaskQueryOf<T> {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1000)
      throw new StaskError('STASK_USAGE', `limit() needs a whole number from 1 to 1000, got ${limit}.`);
    return this.#listed({ limit });
  }
  /** Newest first unless `orderBy` says otherwise. */
  async get(): Promise<T[]> {
    const rows = await this.#source.list(this.#filter, this.#listing);
    return rows.map((row) => this.#source.toTask(row));
  }
  // oxlint-disable-next-line unicorn/no-thenable -- a query is awaited as it stands
  then<R = T[], E = never>(
    onTasks?: ((tasks: T[]) => R | PromiseLike<R>) | null,
    onError?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.get().then(onTasks, onError);
  }
  async first(): Promise<T | undefined> {
    return (await this.limit(1).get())[0];
  }
  /** How many there are, whatever the limit. */
  count(): Promise<number> {
    return this.#source.count(this.#filter);
  }

  #states(states: readonly TaskStatus[]): TaskQueryOf<T> {
    return this.#where({ statuses: [...(this.#filter.statuses ?? []), ...states] });
  }
  #where(change: TaskFilter): TaskQueryOf<T> {
    return new TaskQueryOf(this.#source, { ...this.#filter, ...change }, this.#listing);
  }
  #listed(change: Partial<TaskListing>): TaskQueryOf<T> {
    return new TaskQueryOf(this.#source, this.#filter, { ...this.#listing, ...change });
  }
}

/** An undefined name must not turn into all tasks. */
function given(call: string, name: unknown): string {
  if (typeof name === 'string') return name;
  throw new StaskError('STASK_USAGE', `${call}() needs a name, got ${String(name)}.`);
}

export type TaskQuery = TaskQueryOf<Task>;
