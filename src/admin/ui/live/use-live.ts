import { useEffect, useRef } from 'preact/hooks';
import type { LiveEvents, TaskSummary } from '../../api.js';
import { listen } from './stream.js';

interface Handlers {
  task?: (task: TaskSummary) => void;
  log?: (log: LiveEvents['log']) => void;
  worker?: (worker: LiveEvents['worker']) => void;
}

/** Calls the handlers with events of `topics`, such as `tasks`, `task:12` or `workers`, while mounted. */
export function useLive(topics: readonly string[], handlers: Handlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(
    () =>
      listen(topics, (name, data) => {
        if (name === 'task') latest.current.task?.(data as TaskSummary);
        if (name === 'log') latest.current.log?.(data as LiveEvents['log']);
        if (name === 'worker') latest.current.worker?.(data as LiveEvents['worker']);
      }),
    [topics.join(',')],
  );
}

/** A function that calls `act` at most once in `ms`, the last call never lost. */
export function useThrottled(act: () => void, ms: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => () => clearTimeout(timer.current), []);
  return useRef(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, ms);
  }).current;
}
