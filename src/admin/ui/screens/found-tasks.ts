import type { TaskFilter } from '../../api-requests.js';
import type { TaskPage, TaskSummary } from '../../api.js';

/** The tasks of a list as far as it has come, newest first. */
export interface FoundTasks {
  /** What was asked for. */
  readonly path: string;
  readonly tasks: readonly TaskSummary[];
  readonly nextCursor: string | undefined;
  readonly searchedTo: string | undefined;
}

/**
 * The newest tasks asked for anew, with the older ones of `before` below them; those go when the new ones do not reach them.
 * A page that ended early has looked at thousands, so it reaches them.
 */
export function withHead(before: FoundTasks | undefined, page: TaskPage, path: string): FoundTasks {
  const head = { path, tasks: page.items, nextCursor: page.nextCursor, searchedTo: page.searchedTo };
  if (before === undefined || page.nextCursor === undefined) return head;
  const oldest = page.items.at(-1)?.id ?? Infinity;
  const older = before.tasks.filter(({ id }) => id < oldest);
  const meets = page.searchedTo !== undefined || older.length < before.tasks.length;
  return meets ? { ...before, tasks: [...page.items, ...older] } : head;
}

/** The list with the page that `cursor` led to, unless it has another end by now. */
export function withNext(before: FoundTasks, cursor: string, page: TaskPage): FoundTasks {
  if (before.nextCursor !== cursor) return before;
  const there = new Set(before.tasks.map(({ id }) => id));
  return {
    path: before.path,
    tasks: [...before.tasks, ...page.items.filter(({ id }) => !there.has(id))],
    nextCursor: page.nextCursor,
    searchedTo: page.searchedTo,
  };
}

/** Enough to count new rows; a text search is left to the server. */
export function couldMatch(filter: TaskFilter, task: TaskSummary): boolean {
  return (
    !filter.q &&
    oneOf(filter.status, task.statusText) &&
    oneOf(filter.worker, task.identifier) &&
    oneOf(filter.action, task.action) &&
    oneOf(filter.scope, task.scope) &&
    oneOf(filter.priority, task.priority) &&
    oneOf(filter.user, String(task.userId ?? ''))
  );
}

function oneOf(wanted: string | undefined, value: string): boolean {
  return !wanted || wanted.split(',').includes(value);
}
