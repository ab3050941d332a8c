import { useEffect, useRef, useState } from 'preact/hooks';
import type { TaskFilter } from '../../api-requests.js';
import type { Problem, TaskPage, TaskSummary } from '../../api.js';
import { pulse } from '../server/pulse.js';
import { useLive } from '../live/use-live.js';
import { withQuery } from '../parts/query.js';
import { newer } from '../parts/task-facts.js';
import { get, problemOf } from '../server/request.js';
import { couldMatch, withHead, withNext, type FoundTasks } from './found-tasks.js';

export interface TaskList {
  readonly tasks: readonly TaskSummary[] | undefined;
  /** Whether older tasks may match as well. */
  readonly hasMore: boolean;
  /** How far back was looked, where that ended before the list was full. */
  readonly searchedTo: string | undefined;
  /** Older tasks are being looked through for what is missing in the list. */
  readonly searching: boolean;
  readonly problem: Problem | undefined;
  /** Tasks created since the list was loaded; they come when asked for, so that rows do not jump. */
  readonly newCount: number;
  readonly more: () => void;
  readonly stop: () => void;
  readonly reload: () => void;
}

/** No answer, and the database away: the page tells already, and asks again when they are back. */
const AWAY: readonly number[] = [0, 503];

/**
 * The tasks that match, `limit` at a time, their states kept up to date in place. The server looks back for a moment only;
 * it is asked to go on until the list is full, everything was looked at, or the user has seen enough.
 */
export function useTaskList(filter: TaskFilter, limit = 50): TaskList {
  const path = withQuery('tasks', { ...filter, limit });
  const [found, setFound] = useState<FoundTasks>();
  const [failed, setFailed] = useState<{ path: string; problem: Problem }>();
  const [wanted, setWanted] = useState({ path, rows: limit });
  const [asked, setAsked] = useState(0);
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const reloading = useRef(0);
  const beat = pulse.value;

  const known = found?.path === path ? found : undefined;
  const rows = wanted.path === path ? wanted.rows : limit;
  const searching = known?.nextCursor !== undefined && known.tasks.length < rows;
  const problem = failed?.path === path ? failed.problem : undefined;

  const ask = (address: string, take: (page: TaskPage) => void): (() => void) => {
    const stop = new AbortController();
    get<TaskPage>(address, stop.signal).then(
      (page) => {
        setFailed(undefined);
        take(page);
      },
      (thrown: unknown) => {
        if (!stop.signal.aborted) setFailed({ path, problem: problemOf(thrown) });
      },
    );
    return () => stop.abort();
  };

  useEffect(() => {
    const anew = reloading.current !== asked;
    return ask(path, (page) => {
      reloading.current = asked;
      setFound((before) => withHead(anew || before?.path !== path ? undefined : before, page, path));
      setFresh(new Set());
    });
  }, [path, asked, beat]);

  useEffect(() => {
    if (!searching) return undefined;
    const { nextCursor: cursor = '', tasks } = known;
    const next = withQuery('tasks', { ...filter, limit: Math.min(limit, rows - tasks.length), cursor });
    return ask(next, (page) => setFound((before) => (before?.path === path ? withNext(before, cursor, page) : before)));
  }, [path, known?.nextCursor, searching, rows, beat]);

  useLive(['tasks'], {
    task: (task) => {
      const there = known?.tasks.some(({ id }) => id === task.id) ?? false;
      if (!there && task.id > (known?.tasks[0]?.id ?? 0) && couldMatch(filter, task))
        setFresh((ids) => new Set([...ids, task.id]));
      if (there)
        setFound(
          (before) =>
            before && { ...before, tasks: before.tasks.map((row) => (row.id === task.id ? newer(row, task) : row)) },
        );
    },
  });
  return {
    tasks: known?.tasks,
    hasMore: known?.nextCursor !== undefined,
    searchedTo: known?.searchedTo,
    searching: searching && problem === undefined,
    problem: known === undefined || !AWAY.includes(problem?.status ?? 0) ? problem : undefined,
    newCount: fresh.size,
    more: () => setWanted({ path, rows: (known?.tasks.length ?? 0) + limit }),
    stop: () => setWanted({ path, rows: 0 }),
    reload: () => {
      setWanted({ path, rows: limit });
      setAsked((count) => count + 1);
    },
  };
}
