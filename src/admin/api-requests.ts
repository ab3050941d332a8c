/** Shapes of requests, of their answers and of the page's configuration; `api.ts` gives them all. */
import type { JsonObject } from '../worker/task-interface.js';

/** JSON inside `<script type="application/json" id="stask-config">` of the page; `base` is also its `<base href>`. */
export interface PageConfig {
  /** Path where the admin is mounted, with a slash at its end. All URLs of the page are relative to it. */
  base: string;
  /** `api/v1` */
  api: string;
  locale: string;
}

/** `POST /tasks/bulk`: `ids`, or `filter` with the query parameters of `GET /tasks`; at most 1000 tasks. */
export interface BulkRequest {
  op: 'retry' | 'cancel' | 'delete';
  ids?: number[];
  filter?: Record<string, string>;
  /** How many tasks the user was told; when others match, nothing happens (409 `bulk-count-changed`, params `found`). */
  expected: number;
}

export interface BulkResult {
  done: number;
  /** Tasks that could not be changed, and why. */
  failed: Array<{ id: number; code: string; detail: string }>;
}

/** `GET /tasks/count` with the filters of `GET /tasks`; `capped` when there are more than 1000. */
export interface TaskCount {
  count: number;
  capped: boolean;
}

/** `POST /workers/{w}/actions/{a}/tasks` (202, `Location`, `Idempotency-Key` honoured) and `POST /tasks/{t}/rerun`. */
export interface CreateTaskRequest {
  options?: JsonObject;
  priority?: 'low' | 'normal' | 'high';
  /** ISO 8601 with offset. */
  startAt?: string | null;
  maxAttempts?: number;
  uniqueKey?: string | null;
}

/** `PATCH /workers/{w}`; answers `WorkerDetail`. `POST /workers/reorder {identifiers}` answers `WorkerSummary[]`. */
export interface WorkerPatch {
  active?: boolean;
  hidden?: boolean;
}

/** `GET /workers/{w}/limits`: what may be uploaded for this worker. */
export interface UploadLimits {
  /** Lower case with the dot; empty allows every extension. */
  extensions: string[];
  maxBytes: number;
  /** Most bytes of one chunk. */
  chunkBytes: number;
}

/** `POST /workers/{w}/uploads`; answers 201 `UploadState`. */
export interface UploadRequest {
  name: string;
  size: number;
}

/**
 * `GET /uploads/{id}` (to resume) and the answer of `PUT /uploads/{id}?offset=N`, whose body is the next chunk as
 * `application/octet-stream`; `offset` must be `received`, else 409 `upload-offset` with params `expected`.
 * `DELETE /uploads/{id}` drops it.
 */
export interface UploadState {
  id: string;
  name: string;
  size: number;
  received: number;
  chunkBytes: number;
  complete: boolean;
  /** Value for the option once complete; the server puts the file's path in its place. */
  value: string;
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
