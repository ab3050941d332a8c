import type { AuthContext } from './admin-options.js';

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const LOOPBACK_HOSTS = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESSES = /^(127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i;

/** The user of a development machine. */
export const DEVELOPER = { id: 'developer', name: 'Developer' } as const;

/**
 * Without `auth`: somebody at this machine, outside of production. Both ends must be loopback, the name too (a foreign
 * page can make its own name lead here), and no proxy may stand between.
 */
export function developerOnLoopback(
  request: Request,
  { remoteAddress }: AuthContext,
  production: boolean,
): typeof DEVELOPER | null {
  if (production || remoteAddress === undefined || !LOOPBACK_ADDRESSES.test(remoteAddress)) return null;
  if (FORWARDED.some((name) => request.headers.has(name))) return null;
  return LOOPBACK_HOSTS.test(hostOf(request)) ? DEVELOPER : null;
}

/** `Host` as the client sent it. */
export function hostOf(request: Request): string {
  return request.headers.get('host') ?? new URL(request.url).host;
}
