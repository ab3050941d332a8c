import type { WidgetPart } from '../../worker/widget.js';
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
  /** `GET /workers/{w}/widget` says what it shows. */
  hasWidget: boolean;
  /** `GET /workers/{w}/settings-markup` is a page for a sandboxed frame. */
  hasSettingsMarkup: boolean;
  createdAt: string;
  updatedAt: string;
}

/** `GET /workers/{w}/widget` with `Accept: application/json`: what the page draws, or that it is a page for a frame. */
export type WidgetAnswer = { markup: true } | { markup: false; parts: WidgetPart[] };
