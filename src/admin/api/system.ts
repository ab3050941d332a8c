import type { JsonObject } from '../../worker/task-interface.js';

/**
 * `GET /system`. `GET /stats`, `GET /performance?hours` (with `workers`, and `at`, when it was computed) and
 * `GET /alerts?hours` are the facade's figures.
 */
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
