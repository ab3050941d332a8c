import type { JsonObject } from '../../worker/task-interface.js';
import type { Schedule } from '../../worker/schedule.js';

/** `GET /workers/{w}/actions/{a}` */
export interface ActionForm {
  identifier: string;
  action: string;
  title: string;
  description: string;
  /** JSON Schema of the options; `{}` when the action takes free JSON. */
  schema: JsonObject;
  /** `ui:widget` is `password`, `file` (`ui:options` as `FileOptions`) or `textarea`; `ui:order`; `ui:help`. */
  uiSchema: JsonObject;
  defaults: JsonObject;
}

/**
 * `GET /workers/{w}/settings` (ETag); `PUT` takes `{ value }` with `If-Match`. A secret is `{"$secret": true}`; kept when
 * absent, cleared by null. Inside a list it also has its place (`at`) and moves with its entry; absent it is cleared.
 */
export interface SettingsForm {
  schema: JsonObject | null;
  uiSchema: JsonObject;
  value: JsonObject;
}

/**
 * `GET /workers/{w}/schedule` (ETag); `PUT` takes `{ schedule }` with `If-Match`, null removes it. `POST
 * /schedules/preview {schedule, count?}` answers `SchedulePreview`.
 */
export interface ScheduleForm {
  schedule: Schedule | null;
  preview: SchedulePreview;
}

export interface SchedulePreview {
  /** Plain words, English; the page may word it itself. */
  words: string;
  timezone: string;
  /**
   * `clock` where a change of the zone's clock touches the run: `gap` when its local `time` (`HH:MM`) is jumped over and it
   * starts right after, `overlap` when that time comes twice and it starts the first time.
   */
  next: Array<{ at: string; local: string; clock?: { kind: 'gap' | 'overlap'; time: string } }>;
}
