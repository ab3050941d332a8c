/** One line of `stask doctor`. */
export interface Check {
  /** Stable name, such as `database`. */
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  /** What was found and, unless it is fine, what to do. */
  readonly detail: string;
}

export const ok = (check: string, detail: string): Check => ({ check, level: 'ok', detail });
export const warn = (check: string, detail: string): Check => ({ check, level: 'warn', detail });
export const fail = (check: string, detail: string): Check => ({ check, level: 'fail', detail });
