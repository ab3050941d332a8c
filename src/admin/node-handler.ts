import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { cleanBasePath } from './admin-options.js';
import type { Admin } from './create-admin.js';
import { MOUNT, type Mount } from './mount.js';

/** What Express and its kin put on a request. */
type MountedRequest = IncomingMessage & {
  originalUrl?: string;
  baseUrl?: string;
  body?: unknown;
  rawBody?: unknown;
};

export type NodeHandler = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  next?: (error?: unknown) => void,
) => Promise<void>;

/**
 * The admin for `node:http`, Express, and NestJS on Express: `app.use('/admin/stask', toNodeHandler(admin))`. The mount
 * point is taken from the framework, or from the admin's `basePath`. Works behind body parsers and compression.
 */
export function toNodeHandler(admin: Admin, { basePath = '' }: { readonly basePath?: string } = {}): NodeHandler {
  const fixed = cleanBasePath(basePath);
  const listener = getRequestListener(
    (request, env) => {
      const incoming = env.incoming as MountedRequest;
      return admin(request, { [MOUNT]: mountOf(incoming, fixed) });
    },
    { overrideGlobalObjects: false },
  );
  return async (incoming, outgoing) => {
    giveBodyBack(incoming);
    await listener(incoming, outgoing);
  };
}

function mountOf(incoming: MountedRequest, fixed: string): Mount {
  const url = incoming.originalUrl ?? incoming.url ?? '/';
  const path = url.split(/[?#]/, 1)[0] ?? '/';
  return {
    basePath: fixed === '' ? oneSlash(incoming.baseUrl ?? '').replace(/\/+$/, '') : fixed,
    path: normal(path),
    incoming,
  };
}

/** Under a mount with a wildcard the request chooses the base, and `//host` would be another origin. */
const oneSlash = (path: string): string => path.replace(/^\/{2,}/, '/');

/** As the web's own URLs have it: no dot segments, no absolute form. */
function normal(path: string): string {
  const address = `http://localhost${path.startsWith('/') ? '' : '/'}${path}`;
  return URL.canParse(address) ? new URL(address).pathname : '/';
}

/** A body parser before us has read the stream: what it made of it is turned back into bytes. */
function giveBodyBack(incoming: MountedRequest): void {
  const { body } = incoming;
  if (!incoming.readableDidRead || incoming.rawBody instanceof Buffer || body === undefined) return;
  if (Buffer.isBuffer(body)) incoming.rawBody = body;
  else if (typeof body === 'string') incoming.rawBody = Buffer.from(body);
  else incoming.rawBody = Buffer.from(JSON.stringify(body));
}
