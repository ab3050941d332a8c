/**
 * Shapes of the admin's JSON API under `{base}/api/v1`; the server and the page are both built on them.
 * Lists are light: they carry no data, result, log or error stack. Times are ISO 8601 in UTC.
 */
export { PERMISSIONS, type Permission } from './api/permissions.js';
export type * from './api/discovery.js';
export type * from './api/forms.js';
export type * from './api/live.js';
export type * from './api/overview.js';
export type * from './api/problem.js';
export type * from './api/session.js';
export type * from './api/system.js';
export type * from './api/tasks.js';
export type * from './api/workers.js';
export type * from './api-requests.js';
