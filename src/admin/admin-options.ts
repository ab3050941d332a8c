import type { IncomingMessage } from 'node:http';
import { StaskError } from '../errors.js';
import type { Permission } from './api.js';

/** What a permission is asked for; all undefined when it is asked for nothing in particular. */
export interface Subject {
  readonly scope?: string;
  readonly worker?: string;
  readonly action?: string;
  readonly task?: number;
}

/** What is known of a request beside the request itself. */
export interface AuthContext {
  /** Address of the other end of the connection, where the server tells it. */
  readonly remoteAddress: string | undefined;
  /** Node's own request, behind the Node adapters: what earlier middleware put there, such as `user`, is on it. */
  readonly incoming: (IncomingMessage & { user?: unknown; session?: unknown }) | undefined;
}

/** A signed-in user, `null` for nobody, or a whole answer such as a redirect to the sign-in page. */
export type AuthResult<User> = User | null | undefined | Response;

export interface AdminOptions<User = unknown> {
  /** Who is asking. Without it the admin is closed, except on loopback outside of production. */
  readonly auth?: (request: Request, context: AuthContext) => AuthResult<User> | Promise<AuthResult<User>>;
  /** Whether a user may do something. Default: whoever is signed in may do everything. */
  readonly can?: (user: User, permission: Permission, subject: Subject) => boolean | Promise<boolean>;
  /** Path of the admin, such as `/admin/stask`, where the adapter cannot tell it (Hono `mount`). */
  readonly basePath?: string;
  /** Origins other than the admin's own whose pages may change things, such as `https://intranet.example`. */
  readonly trustedOrigins?: readonly string[];
  /** Shows only workers of these scopes and their tasks. */
  readonly scopes?: readonly string[];
  /** Language when the user chose none and the browser names none we have. Default `en`. */
  readonly locale?: string;
  /** For workers whose settings have no `upload`: allowed extensions (default all) and size (default 100 MB). */
  readonly upload?: { readonly extensions?: readonly string[]; readonly maxBytes?: number };
}

export interface ResolvedAdminOptions {
  readonly auth: AdminOptions['auth'];
  readonly can: AdminOptions['can'];
  /** Without a slash at its end; `''` for the root. */
  readonly basePath: string;
  readonly trustedOrigins: readonly string[];
  readonly scopes: readonly string[] | undefined;
  readonly locale: string;
  readonly upload: { readonly extensions: readonly string[]; readonly maxBytes: number };
}

const DEFAULT_MAX_UPLOAD_BYTES = 100 * 1024 * 1024;

/** @throws StaskError `STASK_CONFIG_INVALID` */
export function resolveAdminOptions<User>(options: AdminOptions<User>): ResolvedAdminOptions {
  const { auth, can, trustedOrigins = [], scopes, locale = 'en', upload = {} } = options;
  if (auth !== undefined && typeof auth !== 'function') throw invalid('auth', 'a function', auth);
  if (can !== undefined && typeof can !== 'function') throw invalid('can', 'a function', can);
  return {
    auth,
    can: can as AdminOptions['can'],
    basePath: cleanBasePath(options.basePath ?? ''),
    trustedOrigins: trustedOrigins.map(cleanOrigin),
    scopes,
    locale,
    upload: {
      extensions: (upload.extensions ?? []).map(cleanExtension),
      maxBytes: upload.maxBytes ?? DEFAULT_MAX_UPLOAD_BYTES,
    },
  };
}

/** `/admin/stask` of `admin/stask/`; `''` of `/`. */
export function cleanBasePath(path: string): string {
  const trimmed = path.replaceAll(/^\/+|\/+$/g, '');
  if (!/^[\w\-.~%/]*$/.test(trimmed) || trimmed.split('/').includes('..'))
    throw invalid('basePath', 'a path such as /admin/stask', path);
  return trimmed === '' ? '' : `/${trimmed}`;
}

/** `.csv` of `CSV` or `.csv`. */
export const cleanExtension = (extension: string): string => `.${extension.toLowerCase().replace(/^\./, '')}`;

function cleanOrigin(origin: string): string {
  if (!URL.canParse(origin)) throw invalid('trustedOrigins', 'origins such as https://intranet.example', origin);
  return new URL(origin).origin;
}

function invalid(name: string, expected: string, got: unknown): StaskError {
  const shown = typeof got === 'string' ? JSON.stringify(got) : typeof got;
  return new StaskError('STASK_CONFIG_INVALID', `createAdmin: \`${name}\` must be ${expected}, got ${shown}.`);
}
