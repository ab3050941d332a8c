import { constants } from 'node:fs';
import { access as checkAccess, statfs } from 'node:fs/promises';
import { databaseVersion } from '../../typeorm/admin-figures.js';
import { listAudit } from '../../typeorm/audit-store.js';
import { typeormVersion } from '../../typeorm/typeorm-version.js';
import { isMigrated } from '../../typeorm/migrations.js';
import { listRunners } from '../../typeorm/runner-rows.js';
import type { AuditPage, SystemInfo } from '../api.js';
import { json, type Call, type Route } from '../call.js';
import { STASK_VERSION } from '../version.js';
import { cursorOf, readCursor, wholeNumber } from './query.js';

/** A runner reports more often than this. */
const SILENT_MS = 60_000;

export const systemRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/system',
    permission: 'system.read',
    summary: 'Runners, database, storage, versions and configuration',
    answers: [200],
    handle: async (call) => json(await systemInfo(call)),
  },
  {
    method: 'GET',
    path: '/audit',
    permission: 'system.read',
    summary: 'Who changed what, newest first',
    query: { cursor: '`nextCursor` of the page before', limit: 'at most 100, default 50' },
    answers: [200],
    async handle({ stask, query }) {
      const limit = wholeNumber(query, 'limit', 50, 100);
      const beforeId = readCursor(query);
      const rows = await listAudit(stask.database, {
        limit: limit + 1,
        ...(beforeId === undefined ? {} : { beforeId }),
      });
      const items = rows.slice(0, limit).map(({ at, user, ...row }) => ({
        ...row,
        at: at.toISOString(),
        user: user ?? '',
      }));
      const page: AuditPage = { items };
      const last = items.at(-1);
      if (rows.length > limit && last !== undefined) page.nextCursor = cursorOf(last.id);
      return json(page);
    },
  },
];

async function systemInfo({ stask, parts }: Call): Promise<SystemInfo> {
  const { database, options } = stask;
  const [runners, version, migrated, storage] = await Promise.all([
    listRunners(database),
    databaseVersion(database),
    isMigrated(database),
    storageInfo(options.storagePath),
  ]);
  const { cwd, autoDiscover, durability, maxDataBytes, discovery } = options;
  return {
    runners: runners.map((runner) => ({
      id: runner.id,
      host: runner.host,
      pid: runner.pid,
      startedAt: runner.startedAt.toISOString(),
      heartbeatAt: runner.seenAt.toISOString(),
      alive: runner.silentMs < SILENT_MS,
      concurrency: runner.concurrency,
      version: runner.nodeVersion,
      running: runner.running,
    })),
    database: { kind: database.dialect.name, version, migrated },
    storage: { path: options.storagePath, ...storage },
    versions: { stask: STASK_VERSION, node: process.version, typeorm: typeormVersion() },
    configuration: {
      cwd,
      database: database.place,
      autoDiscover,
      durability,
      maxDataBytes,
      discovery: { ...discovery, activate: typeof discovery.activate === 'function' ? 'function' : discovery.activate },
      admin: {
        scopes: parts.options.scopes ?? null,
        trustedOrigins: parts.options.trustedOrigins,
        upload: parts.options.upload,
      },
    },
  };
}

async function storageInfo(path: string): Promise<{ writable: boolean; freeBytes: number | null }> {
  const writable = await checkAccess(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  const free = await statfs(path).catch(() => undefined); // not every system tells
  return { writable, freeBytes: free === undefined ? null : free.bavail * free.bsize };
}
