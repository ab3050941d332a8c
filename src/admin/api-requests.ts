/** Shapes of requests, their answers and the page's data block; `api.ts` gives them too. */
import type { JsonObject } from '../worker/task-interface.js';

/**
 * Data block of the page, `<script type="application/json" id="stask-config">`; the server writes it and sets
 * `<base href="{base}/">` in the built `index.html`, whose asset addresses are relative. Every HTML `GET` below the base
 * that is no file answers the page.
 */
export interface PageConfig {
  /** Path the admin is mounted at, without a trailing slash: `''` or `/admin/stask`. */
  base: string;
  version: string;
  /** Language when the user chose none and the browser names none we have. */
  locale: string;
}

/** Filters of `GET /tasks` and `GET /tasks/count`; several values of one filter are separated by commas. */
export interface TaskFilter {
  status?: string;
  worker?: string;
  action?: string;
  scope?: string;
  priority?: string;
  user?: string;
  /** Id of a group. */
  group?: string;
  /** ISO 8601, of `createdAt`. */
  since?: string;
  until?: string;
  /** Part of the identifier, action, message, or the whole id. */
  q?: string;
}

/** `GET /tasks/count?…`: how many tasks match. `capped` says that counting stopped there. */
export interface TaskCount {
  count: number;
  capped: boolean;
}

/**
 * Body of `POST /workers/{w}/actions/{a}/tasks` (`Idempotency-Key`) and `POST /tasks/{id}/rerun`; both answer 202 with
 * `Location` and a `TaskSummary`. `POST /tasks/{id}/retry` and `/cancel` have no body and answer a `TaskSummary`;
 * `cancel` with 200 when cancelled, 202 when asked.
 */
export interface NewTask {
  data: JsonObject;
  priority?: 'low' | 'normal' | 'high';
  startAt?: string;
  maxAttempts?: number;
  uniqueKey?: string;
}

/** Body of `POST /tasks/bulk`: `ids`, or `filter` with the count the user saw; 409 `count-changed` when it differs. */
export interface BulkRequest {
  op: 'retry' | 'cancel' | 'delete';
  ids?: number[];
  filter?: TaskFilter;
  expected: number;
}

export interface BulkResult {
  done: number;
  /** In a state that the operation does not apply to. */
  skipped: number;
  /** The skipped ones, and why. */
  failed: Array<{ id: number; code: string; detail: string }>;
}

/** Body of `PATCH /workers/{w}`, answers a `WorkerSummary`. */
export interface WorkerPatch {
  active?: boolean;
  hidden?: boolean;
}

/** Body of `PUT /workers/order`: all identifiers of one scope in their new order; answers 204. */
export interface WorkerOrder {
  scope: string;
  identifiers: string[];
}

/** Body of `POST /uploads` for one file option, answers 201 with an `UploadState`; 413 or 415 when refused. */
export interface UploadStart {
  worker: string;
  action: string;
  /** JSON Pointer of the option. */
  pointer: string;
  name: string;
  bytes: number;
}

/**
 * `GET /uploads/{id}`, and the answer of `PUT /uploads/{id}?offset=n` with the raw bytes of one chunk
 * (`application/octet-stream`); 409 `upload-offset` with `params.offset` when `offset` is not the next byte.
 * `DELETE /uploads/{id}` gives up.
 */
export interface UploadState {
  id: string;
  offset: number;
  bytes: number;
  chunkBytes: number;
  /** Set when all bytes are there: the value of the option. */
  value?: string;
}

/** `"ui:options"` of an option whose `"ui:widget"` is `file`. */
export interface FileOptions {
  extensions: string[];
  maxBytes: number;
}

/** `GET /workers/{w}/limits`: what may be uploaded for this worker. */
export interface UploadLimits {
  /** Lower case with the dot; empty allows every extension. */
  extensions: string[];
  maxBytes: number;
  /** Most bytes of one chunk. */
  chunkBytes: number;
}

/** `GET /tasks/{id}/progress` */
export interface ProgressAnswer {
  status: string;
  progress: number;
  processed: number;
  total: number;
  eta: string;
  message: string;
}
