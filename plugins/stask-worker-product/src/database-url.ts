import { resolve } from 'node:path';

/** The database as people may read it: no password. */
export function describeDatabaseUrl(url: string): string {
  const path = sqlitePath(url);
  return path === undefined ? url.replace(/:[^:@/]*@/, '@') : `sqlite:${path}`;
}

/** Absolute path of an SQLite file; undefined for another database. */
export function sqlitePath(url: string): string | undefined {
  return url.startsWith('sqlite:') && url.length > 7 ? resolve(url.slice(7).replace(/^\/\/(?=\/)/, '')) : undefined;
}
