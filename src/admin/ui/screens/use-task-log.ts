import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogPage, TaskSummary } from '../../api.js';
import { pulse } from '../server/pulse.js';
import { useLive } from '../live/use-live.js';
import { get } from '../server/request.js';
import { withQuery } from '../parts/query.js';

export type LogLine = LogPage['lines'][number];

/** Lines of this level and graver ones; those that hold `text`, where one is given. */
export interface LogQuery {
  readonly level: LogLine['level'];
  readonly text: string;
}

export interface TaskLogLines {
  readonly lines: readonly LogLine[];
  readonly loading: boolean;
  /** Whether there is more of the log in front of what was looked at. */
  readonly hasEarlier: boolean;
  readonly loadEarlier: () => Promise<void>;
}

const LEVELS = ['info', 'warning', 'error'] as const;
const PAGE_LINES = 200;
/** More would make the page slow; the whole log can be downloaded. */
const KEPT_LINES = 5_000;

interface State {
  key: string;
  lines: ReadonlyMap<number, LogLine>;
  first: number;
}

/** The end of a task's log, growing as the task writes; what was missed is fetched with each pulse. */
export function useTaskLog({ id, statusText }: TaskSummary, query: LogQuery): TaskLogLines {
  const key = `${id} ${query.level} ${query.text}`;
  const [state, setState] = useState<State>();
  const place = useRef({ key: '', next: 0 });
  const beat = pulse.value;
  const known = state?.key === key ? state : undefined;

  // A live line may come before the answer that holds the ones in front of it.
  const add = (lines: readonly LogLine[], first?: number): void => {
    setState((before) => {
      const there = before?.key === key ? before : { key, lines: new Map<number, LogLine>(), first: first ?? 0 };
      const all = [...there.lines, ...lines.map((line) => [line.n, line] as const)];
      return { key, lines: new Map(all.toSorted(([a], [b]) => a - b).slice(-KEPT_LINES)), first: first ?? there.first };
    });
  };

  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      if (place.current.key !== key) {
        const page = await fetchLines(id, query, {}, stop.signal);
        add(page.lines, page.first);
        place.current = { key, next: page.next };
        return;
      }
      for (let end = false; !end;) {
        const page = await fetchLines(id, query, { after: place.current.next }, stop.signal);
        add(page.lines);
        place.current = { key, next: page.next };
        end = page.end;
      }
    };
    follow().catch(() => add([])); // the page tells already; the next pulse asks again
    return () => stop.abort();
  }, [key, beat, statusText]);

  useLive([`task:${id}`], {
    log: (log) => log.taskId === id && add(log.lines.filter((line) => isWanted(line, query))),
  });
  return {
    lines: [...(known?.lines.values() ?? [])],
    loading: known === undefined,
    hasEarlier: (known?.first ?? 0) > 0,
    loadEarlier: async () => {
      const page = await fetchLines(id, query, { before: known?.first });
      add(page.lines, page.first);
    },
  };
}

/** The server knows one level at a time. */
async function fetchLines(
  id: number,
  { level, text }: LogQuery,
  place: { after?: number; before?: number | undefined },
  signal?: AbortSignal,
): Promise<LogPage> {
  const levels = level === 'info' ? [undefined] : LEVELS.slice(LEVELS.indexOf(level));
  const pages = await Promise.all(
    levels.map((only) =>
      get<LogPage>(withQuery(`tasks/${id}/log`, { ...place, level: only, q: text, limit: PAGE_LINES }), signal),
    ),
  );
  return {
    lines: pages.flatMap((page) => page.lines),
    next: Math.min(...pages.map(({ next }) => next)),
    first: Math.max(...pages.map(({ first }) => first)),
    end: pages.every(({ end }) => end),
  };
}

function isWanted({ level, message, context }: LogLine, query: LogQuery): boolean {
  const words = context === undefined ? message : `${message}\n${JSON.stringify(context)}`;
  return LEVELS.indexOf(level) >= LEVELS.indexOf(query.level) && words.toLowerCase().includes(query.text.toLowerCase());
}
