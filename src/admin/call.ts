import type { Stask } from '../stask.js';
import type { TaskRow } from '../store/task-row.js';
import type { WorkerRow } from '../store/worker-store.js';
import { writeAudit } from '../typeorm/audit-store.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { Access } from './access.js';
import type { ResolvedAdminOptions } from './admin-options.js';
import type { Permission } from './api.js';
import type { createIdempotency } from './idempotency.js';
import type { LiveHub } from './live/hub.js';
import type { createScans } from './scans.js';
import type { createFigures } from './figures.js';
import type { TaskViews } from './task-views.js';
import type { UploadStore } from './uploads/upload-store.js';
import type { WidgetMarkup } from './widget-markup.js';
import { readBytes, readJsonBody } from './read-body.js';

/** What every request of one admin shares. */
export interface AdminParts {
  readonly stask: Stask;
  readonly options: ResolvedAdminOptions;
  readonly views: TaskViews;
  readonly figures: ReturnType<typeof createFigures>;
  readonly live: LiveHub;
  readonly uploads: UploadStore;
  readonly scans: ReturnType<typeof createScans>;
  readonly widgetMarkup: WidgetMarkup;
  readonly idempotency: ReturnType<typeof createIdempotency>;
  /** All of them in their order, remembered for a quarter of a second. */
  readonly workers: () => Promise<WorkerRow[]>;
  /** After a change, so that whoever made it sees it. */
  readonly forgetWorkers: () => void;
}

/** One request that was let through to its route. */
export interface Call {
  readonly parts: AdminParts;
  readonly stask: Stask;
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly access: Access;
  /** Path of the admin, without a slash at its end. */
  readonly base: string;
  /** Address of the client, for the audit log. */
  readonly origin: string;
  /** Routes with `:worker` have it. */
  readonly worker: WorkerRow;
  /** Routes with `:task` have it. */
  readonly task: TaskRow;
  body(): Promise<JsonObject>;
  bytes(maxBytes: number): Promise<Buffer>;
  /** Writes what was done to the audit log. */
  audit(action: string, target: string, detail?: JsonObject): Promise<void>;
}

/** One route: the table of them drives the server, the permissions and the OpenAPI document. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; `:worker` and `:task` are looked up before the handler is called. */
  readonly path: string;
  /** `null`: whoever is signed in. */
  readonly permission: Permission | null;
  readonly summary: string;
  /** Query parameters with what they mean. */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers of the request with what they mean. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body is bytes. */
  readonly takesBytes?: true;
  /** JSON Schema of the body. */
  readonly body?: JsonObject;
  /** JSON Schema of the answer by its media type. */
  readonly content?: Readonly<Record<string, JsonObject>>;
  /** Statuses of success. */
  readonly answers: readonly number[];
  handle(call: Call): Promise<Response> | Response;
}

export function makeCall(given: Omit<Call, 'body' | 'bytes' | 'audit' | 'stask'>): Call {
  const { parts, request, access, origin } = given;
  return {
    ...given,
    stask: parts.stask,
    body: () => readJsonBody(request, parts.stask.options.maxDataBytes + 65_536),
    bytes: (maxBytes) => readBytes(request, maxBytes),
    audit: (action, target, detail = {}) =>
      writeAudit(parts.stask.database, { user: access.userId, action, target, detail, origin }),
  };
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export const noContent = (): Response => new Response(null, { status: 204 });
