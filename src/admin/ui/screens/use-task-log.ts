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

  const add = (more: readonly LogLine[]): void => {
    setLines((before) => {
      const end = before.at(-1)?.n ?? -1;
      const fresh = more.filter(({ n }) => n > end);
      return fresh.length === 0 ? before : [...before, ...fresh].slice(-KEPT_LINES);
    });
    last.current = Math.max(last.current ?? -1, ...more.map(({ n }) => n));
  };

  useEffect(() => {
    const stop = new AbortController();
    const after = last.current === undefined || last.current < 0 ? undefined : last.current;
    get<LogPage>(withQuery(`tasks/${id}/log`, { after, limit: PAGE_LINES }), stop.signal)
      .then((page) => {
        add(page.lines);
        setLoading(false);
      })
      .catch(() => setLoading(false)); // the page tells already; the next pulse asks again
    return () => stop.abort();
  }, [id, beat, statusText]);

  useLive([`task:${id}`], { log: (log) => log.taskId === id && add(log.lines) });
  return { lines, loading };
}
