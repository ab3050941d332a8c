import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { NamedUser } from './auth-helpers.js';

const COOKIE = 'stask_admin';

/**
 * Signs in whoever opens the address with the token, once; from then on by a cookie that lives as long as the browser
 * and this process.
 */
export function oneTimeToken(): { readonly token: string; auth(request: Request): NamedUser | Response | null } {
  const token = randomBytes(24).toString('base64url');
  const cookie = randomBytes(24).toString('base64url');
  let used = false;
  return {
    token,
    auth(request) {
      const url = new URL(request.url);
      const given = url.searchParams.get('token');
      if (given !== null && !used && isSame(given, token)) {
        used = true;
        const set = `${COOKIE}=${cookie}; Path=/; HttpOnly; SameSite=Strict`;
        const headers = { location: url.pathname, 'set-cookie': set, 'cache-control': 'no-store' };
        return new Response(null, { status: 303, headers });
      }
      const [, held = ''] = /(?:^|;\s*)stask_admin=([\w-]+)/.exec(request.headers.get('cookie') ?? '') ?? [];
      return isSame(held, cookie) ? { id: 'local', name: 'Local admin' } : null;
    },
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isSame = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected));
