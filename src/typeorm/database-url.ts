import { isAbsolute, resolve } from 'node:path';

import { StaskError } from '../errors.js';

export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string; readonly place: string }
  | { readonly kind: 'mysql' | 'postgres'; readonly url: URL; readonly place: string };

const SERVERS: Readonly<Record<string, 'mysql' | 'postgres'>> = {
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

const FORMS =
  'sqlite:PATH, sqlite::memory:, mysql://USER:PASSWORD@HOST/DATABASE or postgres://USER:PASSWORD@HOST/DATABASE';

/**
 * Reads a database URL; SQLite paths are relative to `cwd`.
 *
 * @throws StaskError `STASK_CONFIG_INVALID`, never repeating more of the URL than its scheme
 */
export function parseDatabaseUrl(text: string, cwd: string): DatabaseAddress {
  if (/^sqlite:/i.test(text)) return sqliteAddress(text.slice('sqlite:'.length), cwd);
  if (!URL.canParse(text)) throw invalid('It is not a URL');
  const url = new URL(text);
  const kind = Object.hasOwn(SERVERS, url.protocol) ? SERVERS[url.protocol] : undefined;
  if (kind === undefined) throw invalid(`The scheme "${url.protocol.slice(0, -1)}" is not supported`);
  if (url.pathname.length < 2) throw invalid(`The ${url.protocol}// URL names no database`);
  return { kind, url, place: `${url.protocol}//${url.host}${url.pathname}` };
}

function sqliteAddress(path: string, cwd: string): DatabaseAddress {
  if (path === ':memory:') return { kind: 'sqlite', file: path, place: 'sqlite::memory:' };
  const file = path.replace(/^\/\/(?=\/|$)/, ''); // sqlite:///absolute is common
  if (file === '' || file.endsWith('/')) throw invalid('The sqlite: URL names no file');
  return sqliteFile(isAbsolute(file) ? file : resolve(cwd, file));
}

/** The address of an SQLite file. */
export function sqliteFile(file: string): DatabaseAddress {
  return { kind: 'sqlite', file, place: `sqlite:${file}` };
}

function invalid(problem: string): StaskError {
  return new StaskError('STASK_CONFIG_INVALID', `The database URL cannot be used. ${problem}; use ${FORMS}.`);
}
