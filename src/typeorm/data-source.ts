import { StaskError } from '../errors.js';
import type { Dialect } from './dialect.js';
import { mysql } from './dialect-mysql.js';
import { postgres } from './dialect-postgres.js';
import { sqlite } from './dialect-sqlite.js';

/** What sTask uses of TypeORM's query runner; any copy and any version since 0.3 has it. */
export interface QueryRunnerLike {
  /** The driver's connection that this runner uses, where statements can be given up. */
  connect?(): Promise<unknown>;
  query(sql: string, parameters: unknown[], useStructuredResult: true): Promise<StructuredResult>;
  startTransaction(): Promise<void>;
  commitTransaction(): Promise<void>;
  rollbackTransaction(): Promise<void>;
  release(): Promise<void>;
}

export interface StructuredResult {
  readonly raw: unknown;
  readonly records?: unknown[];
  readonly affected?: number | null;
}

/** What sTask uses of a TypeORM `DataSource`; recognised by structure, so a second copy of TypeORM is as good as ours. */
export interface DataSourceLike {
  readonly options: { readonly type: string; readonly schema?: string | undefined; readonly database?: unknown };
  readonly isInitialized: boolean;
  readonly driver: object;
  initialize(): Promise<unknown>;
  destroy(): Promise<void>;
  createQueryRunner(mode?: 'master'): QueryRunnerLike;
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  'better-sqlite3': sqlite,
  sqljs: sqlite,
  mysql,
  mariadb: mysql,
  postgres,
};

/** @throws StaskError `STASK_CONFIG_INVALID` when it is no DataSource or of a database that sTask does not know. */
export function checkDataSource(value: unknown): DataSourceLike {
  const candidate = value as Partial<DataSourceLike> | null | undefined;
  if (typeof candidate?.createQueryRunner !== 'function' || typeof candidate.options?.type !== 'string') {
    throw new StaskError(
      'STASK_CONFIG_INVALID',
      `dataSource must be a TypeORM DataSource, got ${value === null ? 'null' : typeof value}. Pass \`new DataSource({...})\`.`,
    );
  }
  dialectOf(candidate.options.type);
  return candidate as DataSourceLike;
}

/** @throws StaskError `STASK_CONFIG_INVALID` for a TypeORM database type that sTask does not know. */
export function dialectOf(type: string): Dialect {
  const dialect = Object.hasOwn(DIALECTS, type) ? DIALECTS[type] : undefined;
  if (dialect !== undefined) return dialect;
  throw new StaskError(
    'STASK_CONFIG_INVALID',
    `A DataSource of type "${type}" is not supported. sTask works with ${Object.keys(DIALECTS).join(', ')}.`,
  );
}
