import type { Permission } from './permissions.js';

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
