import type { TaskFilter } from '../../api-requests.js';

/** Filters as the address of the page holds them; `period` becomes `since` when they are sent. */
export interface TaskQuery {
  status?: string;
  worker?: string;
  action?: string;
  priority?: string;
  user?: string;
  period?: string;
  q?: string;
}

const NAMES = ['status', 'worker', 'action', 'priority', 'user', 'period', 'q'] as const;
const HOURS: Readonly<Record<string, number>> = { hour: 1, day: 24, week: 168 };
const MINUTE_MS = 60_000;

export function queryOf(params: Readonly<Record<string, string>>): TaskQuery {
  return Object.fromEntries(NAMES.filter((name) => params[name]).map((name) => [name, params[name]]));
}

export function isFiltered(query: TaskQuery): boolean {
  return Object.keys(query).length > 0;
}

/** `since` is kept to the minute, so that the same filters stay the same address for a while. */
export function filterOf({ period, ...query }: TaskQuery, scope: string, nowMs: number): TaskFilter {
  const hours = HOURS[period ?? ''];
  const sinceMs = hours === undefined ? undefined : Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - hours * 60 * MINUTE_MS;
  return {
    ...query,
    ...(scope === '' ? {} : { scope }),
    ...(sinceMs === undefined ? {} : { since: new Date(sinceMs).toISOString() }),
  };
}
