import type { AuthContext, ResolvedAdminOptions } from './admin-options.js';
import { developerOnLoopback } from './default-auth.js';
import { problemResponse } from './problem.js';

const HOW = `Pass \`auth\` to createAdmin, such as basicAuth({ users: { admin: process.env.ADMIN_PASSWORD } }).`;

/** The user of a request, or the answer for one that has none. */
export async function signIn(
  request: Request,
  context: AuthContext,
  { auth }: Pick<ResolvedAdminOptions, 'auth'>,
): Promise<{ readonly user: unknown } | Response> {
  if (auth === undefined) {
    const developer = developerOnLoopback(request, context, process.env['NODE_ENV'] === 'production');
    return developer === null ? closed(request) : { user: developer };
  }
  const user = await auth(request, context);
  if (user instanceof Response) return user;
  if (user !== null && user !== undefined && (user as unknown) !== false) return { user };
  return wantsPage(request)
    ? htmlPage(401, 'Not signed in', 'Sign in to the host app, then open this page again.')
    : problemResponse(401, 'not-signed-in', 'Sign in first.');
}

function closed(request: Request): Response {
  const detail = `The sTask admin is closed: nobody said who may use it. ${HOW}`;
  return wantsPage(request)
    ? htmlPage(403, 'The sTask admin is closed', detail)
    : problemResponse(403, 'admin-closed', detail);
}

/** Somebody who opens the page, not a program nor the page itself. */
function wantsPage(request: Request): boolean {
  return request.method === 'GET' && (request.headers.get('accept') ?? '').includes('text/html');
}

function htmlPage(status: number, title: string, text: string): Response {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><p>${escaped}</p></body></html>
`;
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
