import type { SkipReason } from '../discovery/report.js';

/** One line of `stask check`. */
export interface Check {
  /** Stable name, such as `entries`. */
  readonly check: string;
  /** False only for what fails after publishing. */
  readonly ok: boolean;
  readonly level: 'ok' | 'warn' | 'fail';
  /** What was found and, unless it is fine, what to do. */
  readonly detail: string;
  /** The reason a host's discovery would give. */
  readonly reason?: SkipReason;
}

export const passed = (check: string, detail: string): Check => ({ check, ok: true, level: 'ok', detail });
export const warned = (check: string, detail: string): Check => ({ check, ok: true, level: 'warn', detail });
export const failed = (check: string, detail: string, reason?: SkipReason): Check => ({
  check,
  ok: false,
  level: 'fail',
  detail,
  ...(reason === undefined ? {} : { reason }),
});

/** One line for all problems of a check, each failing it; `fine` when there is none. */
export function checkAll(check: string, problems: readonly string[], fine: string): Check {
  return problems.length === 0 ? passed(check, fine) : failed(check, problems.join('; '));
}
