import { createHash, timingSafeEqual } from 'node:crypto';
import type { AuthContext, AuthResult } from './admin-options.js';

export interface NamedUser {
  readonly id: string;
  readonly name: string;
}

/** HTTP Basic with names and passwords. Compares in constant time; use it behind HTTPS only. */
export function basicAuth({
  users,
  realm = 'sTask',
}: {
  readonly users: Readonly<Record<string, string>>;
  readonly realm?: string;
}): (request: Request) => NamedUser | Response {
  const known = Object.entries(users).map(([name, password]) => ({ name, digest: digest(`${name}:${password}`) }));
  return (request) => {
    const given = digest(credentialsOf(request) ?? '');
    let found: string | undefined;
    for (const { name, digest: expected } of known) if (timingSafeEqual(expected, given)) found = name;
    if (found !== undefined) return { id: found, name: found };
    const headers = { 'www-authenticate': `Basic realm="${realm.replaceAll(/["\\]/g, '')}", charset="UTF-8"` };
    return new Response('Sign in.', { status: 401, headers: { ...headers, 'cache-control': 'no-store' } });
  };
}

/** `Authorization: Bearer TOKEN` for programs. Compares in constant time. */
export function tokenAuth({
  tokens,
}: {
  /** User name by token. */
  readonly tokens: Readonly<Record<string, string>>;
}): (request: Request) => NamedUser | null {
  const known = Object.entries(tokens).map(([token, name]) => ({ name, digest: digest(token) }));
  return (request) => {
    const [, token] = /^Bearer ([\w\-.~+/]+=*)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    const given = digest(token ?? '');
    let found: string | undefined;
    for (const { name, digest: expected } of known) if (timingSafeEqual(expected, given)) found = name;
    return found === undefined || token === undefined ? null : { id: found, name: found };
  };
}

/** The user that earlier middleware of Express, Nest or Passport put on the request as `user`. */
export function fromRequestUser<User = unknown>(): (request: Request, context: AuthContext) => AuthResult<User> {
  return (_request, { incoming }) => (incoming?.user as User | undefined) ?? null;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function credentialsOf(request: Request): string | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
