import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../api.js';
import { pulse } from './pulse.js';
import { get, problemOf } from './request.js';

export interface Resource<T> {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  /** True until the first answer for this path. */
  readonly loading: boolean;
  readonly reload: () => void;
  /** Changes what is shown at once, such as by a live event. */
  readonly patch: (change: (data: T) => T) => void;
}

interface State<T> {
  path?: string;
  data?: T;
  problem?: Problem;
}

interface ResourceOptions {
  /** Once it is there it is fetched again only when asked for, since the answer costs the server much. */
  readonly once?: boolean;
}

/** What `GET path` answers, fetched again with each pulse; the last good answer stays while the server is away. */
export function useResource<T>(path: string | undefined, { once = false }: ResourceOptions = {}): Resource<T> {
  const [state, setState] = useState<State<T>>({});
  const [asked, setAsked] = useState(0);
  const isThere = state.path === path && state.data !== undefined && state.problem === undefined;
  const beat = useRef(0);
  if (!(once && isThere)) beat.current = pulse.value;
  const current = useRef(path);
  current.current = path;

  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    get<T>(path, stop.signal).then(
      (data) => setState({ path, data }),
      (thrown: unknown) => {
        if (stop.signal.aborted) return;
        setState((before) => ({ ...(before.path === path ? before : {}), path, problem: problemOf(thrown) }));
      },
    );
    return () => stop.abort();
  }, [path, asked, beat.current]);

  const reload = useCallback(() => setAsked((count) => count + 1), []);
  const patch = useCallback((change: (data: T) => T) => {
    setState((before) => (before.data === undefined ? before : { ...before, data: change(before.data) }));
  }, []);
  const known = state.path === path ? state : {};
  return { data: known.data, problem: known.problem, loading: state.path !== path, reload, patch };
}
