import type { StatusWord } from './tasks.js';

/** One row of `GET /workers?scope&state&q`. */
export interface WorkerSummary {
  identifier: string;
  scope: string;
  title: string;
  description: string;
  /** Path inside the base for `<img>`, or the name of a bundled icon after `icon:`. */
  icon: string;
  package: string;
  version: string;
  direct: boolean;
  active: boolean;
  hidden: boolean;
  position: number;
  health: 'ok' | 'broken' | 'missing';
  healthDetail: string;
  actions: Array<{ name: string; title: string; description: string; hasOptions: boolean }>;
  lastRun: { taskId: number; statusText: StatusWord; at: string } | null;
  /** Share of failed runs of the last 7 days, 0 to 1; null without runs. */
  failureRate: number | null;
  nextRun: string | null;
}

/** `GET /workers/{w}` */
export interface WorkerDetail extends WorkerSummary {
  class: string;
  hasSettings: boolean;
  hasSchedule: boolean;
  /** `GET /workers/{w}/widget` is a page for a sandboxed frame; `/workers/{w}/settings-markup` alike. */
  hasWidget: boolean;
  hasSettingsMarkup: boolean;
  createdAt: string;
  updatedAt: string;
}
