import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogPage, TaskSummary } from '../../api.js';
import { pulse } from '../live/pulse.js';
import { useLive } from '../live/use-live.js';
import { get } from '../server/request.js';
import { withQuery } from '../parts/query.js';

export type LogLine = LogPage['lines'][number];

const PAGE_LINES = 200;
/** More would make the page slow; the whole log can be downloaded. */
const KEPT_LINES = 2_000;

/** The end of a task's log, growing as the task writes; what was missed is fetched with each pulse. */
export function useTaskLog({ id, statusText }: TaskSummary): { lines: readonly LogLine[]; loading: boolean } {
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [loading, setLoading] = useState(true);
  const last = useRef<number>();
  const beat = pulse.value;

  // A live line may come before the answer that holds the ones in front of it.
  const add = (more: readonly LogLine[]): void => {
    setLines((before) => {
      const byPlace = new Map([...before, ...more].map((line) => [line.n, line]));
      return [...byPlace.values()].toSorted((a, b) => a.n - b.n).slice(-KEPT_LINES);
    });
  };

  useEffect(() => {
    const stop = new AbortController();
    const after = last.current;
    get<LogPage>(withQuery(`tasks/${id}/log`, { after, limit: PAGE_LINES }), stop.signal)
      .then((page) => {
        add(page.lines);
        last.current = page.lines.at(-1)?.n ?? last.current;
        setLoading(false);
      })
      .catch(() => setLoading(false)); // the page tells already; the next pulse asks again
    return () => stop.abort();
  }, [id, beat, statusText]);

  useLive([`task:${id}`], { log: (log) => log.taskId === id && add(log.lines) });
  return { lines, loading };
}
