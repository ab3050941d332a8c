/**
 * Shapes of the admin's JSON API under `{base}/api/v1`; the server and the page are both built on them.
 * Lists are light: they carry no data, result, log or error stack. Times are ISO 8601 in UTC.
 */
import type { Schedule } from '../worker/schedule.js';
import type { JsonObject } from '../worker/task-interface.js';

export type * from './api-requests.js';

/** What a user may do; `can(user, permission, subject)` of the host answers each. */
export const PERMISSIONS = [
  'tasks.read',
  'tasks.run',
  'tasks.cancel',
  'tasks.retry',
  'tasks.delete',
  'tasks.payload',
  'tasks.logs',
  'workers.read',
  'workers.manage',
  'settings.read',
  'settings.write',
  'schedules.read',
  'schedules.write',
  'system.read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export type StatusWord = 'pending' | 'preparing' | 'running' | 'completed' | 'failed' | 'cancelled';

/** `GET /` */
export interface SessionInfo {
  name: 'stask';
  version: string;
  user: { id: string; name: string };
  /** Permissions that hold for at least one scope. */
  permissions: Permission[];
  scopes: string[];
  locale: string;
  limits: { maxUploadBytes: number; maxDataBytes: number; pageSize: number };
}

/** `GET /overview?scope` */
export interface Overview {
  /** 24 h for finished states, the present for the others. */
  counters: Record<StatusWord, number>;
  /** Most a counter counts to; a counter that has reached it means "or more". */
  countedTo: number;
  attention: Array<{
    code: 'failed' | 'stalled' | 'stuck' | 'broken' | 'missing' | 'schedule-overdue' | 'no-runner';
    params: Record<string, string | number>;
    /** Path inside the page, such as `tasks/12`. */
    link?: string;
  }>;
  running: TaskSummary[];
  next: Array<{ taskId: number; identifier: string; action: string; startAt: string }>;
  recent: TaskSummary[];
  /** One bucket an hour, oldest first, 24 of them. */
  throughput: Array<{ from: string; completed: number; failed: number }>;
}

/** One row of `GET /tasks`. */
export interface TaskSummary {
  id: number;
  identifier: string;
  action: string;
  title: string;
  scope: string;
  status: number;
  statusText: StatusWord;
  priority: 'low' | 'normal' | 'high';
  progress: number;
  processed: number | null;
  total: number | null;
  eta: string | null;
  message: string | null;
  attempts: number;
  maxAttempts: number;
  userId: string | number | null;
  createdAt: string;
  startAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  durationMs: number | null;
  cancelRequestedAt: string | null;
  canRetry: boolean;
}

/** `GET /tasks?status&worker&action&scope&priority&user&since&until&q&cursor&limit`, newest first. */
export interface TaskPage {
  items: TaskSummary[];
  /** Opaque; absent on the last page. */
  nextCursor?: string;
  /** When the search stopped before the page was full: the moment from which on all tasks were looked at. */
  searchedTo?: string;
}

/** `GET /tasks/{id}`; `data`, `result` and `error` need `tasks.payload`, secrets are masked. */
export interface TaskDetail extends TaskSummary {
  data?: JsonObject;
  result?: unknown;
  error?: { name: string; message: string; stack?: string } | null;
  /** Set when the result is a file that `GET /tasks/{id}/download` serves. */
  resultFile?: { name: string; bytes: number } | null;
  runner: string | null;
  leaseUntil: string | null;
  uniqueKey: string | null;
  /** Created, each attempt, cancel request, end; oldest first. */
  timeline: Array<{
    at: string;
    event: 'created' | 'planned' | 'started' | 'retry' | 'cancel-requested' | 'completed' | 'failed' | 'cancelled';
    detail?: string;
  }>;
}

/** `GET /tasks/{id}/log?after&level&limit`; `after` is the number of the last line seen. */
export interface LogPage {
  lines: Array<{
    n: number;
    timestamp: string;
    level: 'info' | 'warning' | 'error';
    message: string;
    context?: JsonObject;
  }>;
  next: number;
}

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

/** `GET /workers/{w}/actions/{a}` */
export interface ActionForm {
  identifier: string;
  action: string;
  title: string;
  description: string;
  /** JSON Schema of the options; `{}` when the action takes free JSON. */
  schema: JsonObject;
  /** rjsf UI hints: secret, file, order, help. */
  uiSchema: JsonObject;
  defaults: JsonObject;
}

/** `GET /workers/{w}/settings` (ETag) and the body of `PUT` (`If-Match`). A secret is `{"$secret": true}`; kept when absent, cleared by null. */
export interface SettingsForm {
  schema: JsonObject | null;
  uiSchema: JsonObject;
  value: JsonObject;
}

/** `GET /workers/{w}/schedule`, body of `PUT`; `POST /schedules/preview {schedule, count?}` answers `SchedulePreview`. */
export interface ScheduleForm {
  schedule: Schedule | null;
  preview: SchedulePreview;
}

export interface SchedulePreview {
  /** Plain words, English; the page may word it itself. */
  words: string;
  timezone: string;
  next: Array<{ at: string; local: string }>;
}

/** Body of `POST /discovery`: what to do, and whether to do it or only to tell. `force` lifts the half of `clean`. */
export interface DiscoveryRequest {
  apply: boolean;
  discover?: boolean;
  rescan?: boolean;
  clean?: boolean;
  force?: boolean;
}

/** `GET /discovery` is the last one; `POST /discovery`: what a scan would change, or changed. */
export interface DiscoveryResult {
  applied: boolean;
  registered: string[];
  updated: Array<{ identifier: string; changes: Array<{ column: string; from: string; to: string }> }>;
  broken: string[];
  missing: string[];
  removed: string[];
  kept: Array<{ identifier: string; reason: string }>;
  skipped: Array<{ package: string; path: string; reason: string; detail: string }>;
  notices: Array<{ package: string; code: string; detail: string }>;
  scanned: { packages: number; manifests: number; complete: boolean; durationMs: number; totalMs: number };
  /** Why nothing was removed although `clean` was asked. */
  refused?: { code: string; detail: string };
}

/** `GET /system` */
export interface SystemInfo {
  runners: Array<{
    id: string;
    host: string;
    pid: number;
    startedAt: string;
    heartbeatAt: string;
    alive: boolean;
    concurrency: number;
    version: string;
    running: number;
  }>;
  database: { kind: string; version: string; migrated: boolean };
  storage: { path: string; writable: boolean; freeBytes: number | null };
  versions: { stask: string; node: string; typeorm: string };
  configuration: Record<string, unknown>;
}

/** `GET /audit?cursor&limit` */
export interface AuditPage {
  items: Array<{
    id: number;
    at: string;
    user: string;
    action: string;
    target: string;
    detail: JsonObject;
    origin: string;
  }>;
  nextCursor?: string;
}

/** `application/problem+json`; the page words `code` and `params` in the user's language. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  params: Record<string, unknown>;
  /** 422: JSON Pointers into the body. */
  errors?: Array<{ pointer: string; code: string; detail: string }>;
}

/** Events of `GET /events?topics=tasks,task:12,workers`; the SSE event name is the key. */
export interface LiveEvents {
  task: TaskSummary;
  log: { taskId: number; lines: LogPage['lines'] };
  worker: { identifier: string };
  /** Missed events cannot be replayed: fetch again. */
  resync: Record<string, never>;
}

/*
 * Details.
 * - `TaskPage`: text search and rare filters look at a bounded number of tasks for one answer, so a page may hold few or
 *   no items and still have a `nextCursor`; `searchedTo` says how far it looked.
 * - `LogPage`: `n` rises and is the position behind the line, not a count; without `after` the last `limit` lines come.
 * - `uiSchema`: `ui:widget` is `password`, `file` (`ui:options` as `FileOptions`) or `textarea`; `ui:order`; `ui:help`.
 * - `PUT` of settings takes `{ value }`, of a schedule `{ schedule }` (null removes it); both need `If-Match`.
 * - `POST /tasks/{t}/cancel` answers 200 when cancelled, 202 when asked; `DELETE /tasks/{t}` 204, 409 while it runs.
 * - `GET /why?package=NAME` answers `{ package, taken, reason, detail, steps: [{ check, ok, detail }] }`.
 * - `GET /stats`, `GET /performance?hours` (with `workers`) and `GET /alerts?hours` are the facade's figures.
 */
