import type { IncomingMessage } from 'node:http';
import type { AuthContext } from './admin-options.js';

/** Marks what an adapter knows of a request. */
export const MOUNT = Symbol('stask.admin.mount');

/** Where a request came in, as an adapter tells it. */
export interface Mount {
  /** Path at which the adapter is mounted, without a slash at its end. */
  readonly basePath: string;
  /** Whole path of the request, without its query. */
  readonly path: string;
  readonly incoming: IncomingMessage;
}

/** What the app inside gets as its environment. */
export interface AdminEnv {
  readonly basePath: string;
  /** Below the base, starting with a slash; `undefined` when the base was asked for without a slash at its end. */
  readonly path: string | undefined;
  readonly context: AuthContext;
}

/**
 * Finds out where the admin is mounted: from the adapter, or from the `basePath` option, whether the framework has cut
 * it off (Hono `mount`) or not. Undefined for a path outside of it.
 */
export function locate(request: Request, env: unknown, basePath: string): AdminEnv | undefined {
  const mount = mountOf(env);
  const incoming = mount?.incoming ?? incomingOf(env);
  const context = { remoteAddress: incoming?.socket?.remoteAddress, incoming };
  const base = mount === undefined || mount.basePath === '' ? basePath : mount.basePath;
  const path = mount?.path ?? new URL(request.url).pathname;
  if (base === '') return { basePath: '', path: path || '/', context };
  if (path === base) return { basePath: base, path: undefined, context };
  if (path.startsWith(`${base}/`)) return { basePath: base, path: path.slice(base.length), context };
  return mount === undefined ? { basePath: base, path, context } : undefined;
}

function mountOf(env: unknown): Mount | undefined {
  return (env as { readonly [MOUNT]?: Mount } | null | undefined)?.[MOUNT];
}

/** The Hono server for Node hands Node's own request over. */
function incomingOf(env: unknown): AuthContext['incoming'] {
  const { incoming } = (typeof env === 'object' && env !== null ? env : {}) as { incoming?: IncomingMessage };
  return incoming;
}
