/** When a worker's `make` action runs by itself; `docs/schedules.md` gives the rules. */
export interface Schedule {
  type: 'manual' | 'once' | 'periodic' | 'regular' | 'cron';
  enabled?: boolean;
  /** once: ISO 8601, local to `timezone` when it has no offset. */
  datetime?: string;
  /** periodic: `HH:MM`, or `*:MM` for hourly. */
  time?: string;
  frequency?: 'hourly' | 'daily' | 'weekly';
  /** weekly: lower-case English day names. */
  days?: readonly string[];
  /** regular: first slot of the grid, `HH:MM`. */
  start_time?: string;
  /** regular: last slot, included; may lie after midnight. */
  end_time?: string;
  interval?: 'every_5min' | 'every_15min' | 'every_30min' | 'hourly';
  cron?: string;
  /** IANA zone; default the host's. */
  timezone?: string;
  /** What to do with a slot missed while the host was down. */
  catchUp?: 'one' | 'none';
}
