import { useEffect, useRef, useState } from 'preact/hooks';
import type { TaskFilter } from '../../api-requests.js';
import type { Problem, TaskPage, TaskSummary } from '../../api.js';
import { pulse } from '../live/pulse.js';
import { useLive } from '../live/use-live.js';
import { withQuery } from '../parts/query.js';
import { newer } from '../parts/task-facts.js';
import { get, problemOf } from '../server/request.js';

export interface TaskList {
  readonly tasks: readonly TaskSummary[] | undefined;
  readonly nextCursor: string | undefined;
  readonly searchedTo: string | undefined;
  readonly problem: Problem | undefined;
  readonly loadingMore: boolean;
  /** Tasks created since the list was loaded; they come when asked for, so that rows do not jump. */
  readonly newCount: number;
  readonly more: () => void;
  readonly reload: () => void;
}

/** The tasks that match, page by page, their states kept up to date in place. */
export function useTaskList(filter: TaskFilter, limit = 50): TaskList {
  const path = withQuery('tasks', { ...filter, limit });
  const [pages, setPages] = useState<{ path: string; list: readonly TaskPage[] } | undefined>();
  const [problem, setProblem] = useState<Problem>();
  const [loadingMore, setLoadingMore] = useState(false);
  const [asked, setAsked] = useState(0);
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const latest = useRef(path);
  latest.current = path;
  const beat = pulse.value;

  useEffect(() => {
    const stop = new AbortController();
    get<TaskPage>(path, stop.signal).then(
      (page) => {
        setPages({ path, list: [page] });
        setFresh(new Set());
        setProblem(undefined);
      },
      (thrown: unknown) => {
        if (!stop.signal.aborted) setProblem(problemOf(thrown));
      },
    );
    return () => stop.abort();
  }, [path, asked, beat]);

  const shown = pages?.path === path ? pages.list : undefined;
  const tasks = shown?.flatMap(({ items }) => items);
  const last = shown?.at(-1);

  useLive(['tasks'], {
    task: (task) => {
      const top = tasks?.[0]?.id ?? 0;
      const there = tasks?.some(({ id }) => id === task.id) ?? false;
      if (!there && task.id > top && couldMatch(filter, task)) setFresh((ids) => new Set([...ids, task.id]));
      if (there) setPages((before) => before && { ...before, list: before.list.map((page) => withTask(page, task)) });
    },
  });

  const more = (): void => {
    if (last?.nextCursor === undefined || loadingMore) return;
    setLoadingMore(true);
    get<TaskPage>(withQuery('tasks', { ...filter, limit, cursor: last.nextCursor }))
      .then((page) => setPages((before) => (before?.path === path ? { path, list: [...before.list, page] } : before)))
      .catch((thrown: unknown) => setProblem(problemOf(thrown)))
      .finally(() => setLoadingMore(false));
  };
  return {
    tasks,
    nextCursor: last?.nextCursor,
    searchedTo: last?.searchedTo,
    problem: tasks === undefined ? problem : undefined,
    loadingMore,
    newCount: fresh.size,
    more,
    reload: () => setAsked((count) => count + 1),
  };
}

function withTask(page: TaskPage, task: TaskSummary): TaskPage {
  return { ...page, items: page.items.map((row) => (row.id === task.id ? newer(row, task) : row)) };
}

/** Enough to count new rows; a text search is left to the server. */
function couldMatch(filter: TaskFilter, task: TaskSummary): boolean {
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
