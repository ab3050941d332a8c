import type { JsonObject } from './task-interface.js';

/**
 * What `renderWidget()` may give instead of HTML: a plain description that the admin page draws itself. An array is a
 * grid of its parts. Every text is shown as text, never as markup. Limits are in `docs/write-a-worker.md`.
 */
export type Widget = WidgetPart | readonly WidgetPart[];

export type WidgetPart =
  WidgetStat | WidgetProgress | WidgetBars | WidgetList | WidgetTable | WidgetText | WidgetAction | WidgetGroup;

/** What a value means, shown by colour and sign. */
export type WidgetTone = 'good' | 'warn' | 'bad' | 'info';

/** An address with `http://` or `https://`, or a place in the admin such as `tasks/12` or `workers/mail`. */
export type WidgetLink = string;

/** One figure. */
export interface WidgetStat {
  kind: 'stat';
  title: string;
  value: string | number;
  /** Behind the value, such as `€` or `rows`. */
  unit?: string;
  /** Against what was before; a number is shown with its sign. */
  change?: string | number;
  tone?: WidgetTone;
  /** One line below. */
  note?: string;
  link?: WidgetLink;
}

/** How much of something is done or used. */
export interface WidgetProgress {
  kind: 'progress';
  title: string;
  /** 0 up to `total`. */
  value: number;
  /** Default 100, so that `value` is a percentage. */
  total?: number;
  unit?: string;
  tone?: WidgetTone;
  note?: string;
}

/** A small bar chart. */
export interface WidgetBars {
  kind: 'bars';
  title?: string;
  unit?: string;
  bars: ReadonlyArray<{ label: string; /** 0 or more. */ value: number; tone?: WidgetTone; link?: WidgetLink }>;
}

export interface WidgetList {
  kind: 'list';
  title?: string;
  items: ReadonlyArray<string | { text: string; note?: string; tone?: WidgetTone; link?: WidgetLink }>;
  /** Shown when there are no items. */
  empty?: string;
}

export interface WidgetTable {
  kind: 'table';
  title?: string;
  columns: ReadonlyArray<string | WidgetColumn>;
  /** Each row has one cell for each column. */
  rows: ReadonlyArray<readonly WidgetCell[]>;
  /** Shown when there are no rows. */
  empty?: string;
}

export interface WidgetColumn {
  title: string;
  /**
   * What its cells hold: `text` (default), `number`, `date` (a `Date`, milliseconds, or a text such as `2026-01-31` or
   * `2026-01-31T08:00:00Z`), `status` (a word with a tone), or `action` (a button).
   */
  type?: 'text' | 'number' | 'date' | 'status' | 'action';
}

export type WidgetCell =
  | string
  | number
  | Date
  | null
  | { value: string | number | Date | null; tone?: WidgetTone; link?: WidgetLink }
  | WidgetButton;

/** Paragraphs; an empty line begins a new one. */
export interface WidgetText {
  kind: 'text';
  title?: string;
  text: string;
  tone?: WidgetTone;
}

/** Opens the form of an action of this worker, filled in; the user looks at it and runs it, or does not. */
export interface WidgetButton {
  /** Name in any spelling. */
  action: string;
  /** On the button. Default: the action's own title. */
  title?: string;
  /** Options that the form begins with; the others have their defaults. */
  data?: JsonObject;
}

export interface WidgetAction extends WidgetButton {
  kind: 'action';
  /** One line beside the button. */
  note?: string;
}

/** Parts below one heading; at most four groups deep. */
export interface WidgetGroup {
  kind: 'group';
  title?: string;
  parts: readonly WidgetPart[];
}
