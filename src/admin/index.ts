/** Entry point `stask/admin`: the web admin and what mounts it. */
export { createAdmin, type Admin } from './create-admin.js';
export type { AdminOptions, AuthContext, AuthResult, Subject } from './admin-options.js';
export { basicAuth, fromRequestUser, tokenAuth, type NamedUser } from './auth-helpers.js';
export { toNodeHandler, type NodeHandler } from './node-handler.js';
export { fastifyAdmin } from './fastify-admin.js';
export { serveAdmin, type AdminServer, type ServeOptions } from './serve-admin.js';
export { PERMISSIONS } from './api.js';
export type * from './api.js';
