import { Hono, type Context } from 'hono';
import { messageOf } from '../errors.js';
import type { Stask } from '../stask.js';
import { createAccess, type Access } from './access.js';
import { resolveAdminOptions, type AdminOptions } from './admin-options.js';
import { json, makeCall, type AdminParts, type Route } from './call.js';
import { crossSiteRefusal } from './cross-site.js';
import { hostOf } from './default-auth.js';
import { guard } from './guard.js';
import { makeParts } from './make-parts.js';
import { locate, type AdminEnv } from './mount.js';
import { openApiDocument } from './openapi.js';
import { openPage } from './page.js';
import { answerError, problemResponse } from './problem.js';
import { ROUTES } from './routes/all-routes.js';
import { secured, withInstance } from './security-headers.js';
import { signIn } from './sign-in.js';

/** The admin: a web-standard handler, also as `fetch` for frameworks that look for that. */
export interface Admin {
  (request: Request, env?: unknown): Promise<Response>;
  readonly fetch: (request: Request, env?: unknown) => Promise<Response>;
  /** Ends the open event streams; the host's own `stask.close()` stays the host's. */
  close(): void;
}

type Bindings = {
  Bindings: AdminEnv;
  Variables: { access: Access };
};

const API = '/api/v1';

/**
 * The web admin on `stask`, to be mounted in any framework; `toNodeHandler`, `fastifyAdmin` and Hono's `mount` do that.
 * Without `auth` it is closed, except on loopback outside of production.
 *
 * @throws StaskError `STASK_CONFIG_INVALID`
 */
export function createAdmin<User = unknown>(stask: Stask, options: AdminOptions<User> = {}): Admin {
  const resolved = resolveAdminOptions(options);
  const parts = makeParts(stask, resolved);
  const app = appOf(parts);
  const handle = async (request: Request, env?: unknown): Promise<Response> => {
    const place = locate(request, env, resolved.basePath);
    if (place === undefined) return problemResponse(404, 'not-found', 'There is nothing here.');
    if (place.path === undefined) return toSlash(request, place.basePath);
    return withInstance(await app.fetch(request, place), new URL(request.url).pathname);
  };
  return Object.assign(handle, { fetch: handle, close: () => parts.live.close() });
}

function appOf(parts: AdminParts): Hono<Bindings> {
  const { options, stask } = parts;
  const page = openPage();
  const app = new Hono<Bindings>({
    getPath: (_request, given) => withoutSlash(given?.env?.path ?? '/'),
  });
  app.use(secured);
  app.use(async ({ req }, next) => {
    const { method, raw } = req;
    const { trustedOrigins } = options;
    const refusal = crossSiteRefusal({ method, headers: raw.headers, host: hostOf(raw), trustedOrigins });
    if (refusal !== undefined)
      return problemResponse(403, 'cross-site', `A change from another site is refused: ${refusal}.`);
    return next();
  });
  app.use(async (c, next) => {
    const user = await signIn(c.req.raw, c.env.context, options);
    if (user instanceof Response) return user;
    c.set('access', createAccess(user.user, options, parts.workers));
    return next();
  });
  for (const route of ROUTES)
    app.on(route.method, `${API}${route.path}`.replace(/\/$/, ''), (c) => answer(c, route, parts));
  app.get(`${API}/openapi.json`, (c) => json(openApiDocument(ROUTES, c.env.basePath)));
  app.all(`${API}/*`, (c) => notAllowed(c.req.path, c.req.method));
  app.get('*', (c) => {
    const { path, raw } = c.req;
    return page.file(path, raw) ?? deepLink(path, raw) ?? page.index(c.env.basePath, options.locale, raw);
  });
  app.notFound((c) => notAllowed(c.req.path, c.req.method));
  app.onError((error) =>
    answerError(error, (cause) => stask.options.logger.error({ error: cause }, `Admin: ${messageOf(cause)}`)),
  );
  return app;
}

async function answer(c: Context<Bindings>, route: Route, parts: AdminParts): Promise<Response> {
  const { raw } = c.req;
  const access = c.get('access');
  const params = c.req.param() as Readonly<Record<string, string>>;
  const found = await guard(route, params, access, parts);
  return route.handle(
    makeCall({
      parts,
      request: raw,
      params,
      query: new URL(raw.url).searchParams,
      access,
      base: c.env.basePath,
      origin: c.env.context.remoteAddress ?? '',
      ...found,
    }),
  );
}

const withoutSlash = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') || '/' : path);

/** Places of the page have no file name; a missing asset must not be answered by HTML. */
function deepLink(path: string, request: Request): Response | undefined {
  const wantsPage = (request.headers.get('accept') ?? '*/*').match(/text\/html|\*\/\*/) !== null;
  if (wantsPage && !path.startsWith('/assets/') && !path.startsWith('/api/') && !/\.[a-z0-9]{1,5}$/i.test(path))
    return undefined;
  return problemResponse(404, 'not-found', 'There is nothing here.');
}

function notAllowed(path: string, method: string): Response {
  const allowed = ROUTES.filter((route) => patternOf(route).test(path)).map((route) => route.method);
  if (allowed.length === 0) return problemResponse(404, 'not-found', 'There is nothing here.');
  const allow = [...new Set(allowed.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : one)))].join(', ');
  return problemResponse(
    405,
    'method-not-allowed',
    `${method.slice(0, 20)} is not for this address; it takes ${allow}.`,
    {
      headers: { allow },
    },
  );
}

const patternOf = ({ path }: Route): RegExp =>
  new RegExp(
    `^${API}${path
      .replace(/\/$/, '')
      .replaceAll('.', String.raw`\.`)
      .replaceAll(/:\w+/g, '[^/]+')}$`,
  );

function toSlash(request: Request, basePath: string): Response {
  const { search } = new URL(request.url);
  return new Response(null, { status: 308, headers: { location: `${basePath}/${search}` } });
}
