import { matchesPattern } from './discovery/name-pattern.js';
import type { Parts } from './parts.js';
import type { WorkerRow } from './store/worker-store.js';
import { cleanOldUploads } from './tasks/clean-old-uploads.js';
import { atLeastZero } from './tasks/check-number.js';
import { checkDatabase } from './typeorm/check-database.js';
import { uploadsInUse } from './typeorm/uploads-in-use.js';
import type { Maintenance } from './worker/maintenance.js';

/** The package that maintains a host by default; see docs/decisions/maintenance-grant.md. */
const MAINTENANCE_PACKAGE = 'stask-worker-maintenance';

/** Upkeep of this host for one worker; undefined when its package is not granted it. */
export function maintenanceFor(row: WorkerRow, parts: Parts): Maintenance | undefined {
  return isGranted(row, parts.options.maintenance) ? maintenanceOf(parts) : undefined;
}

const names = (rows: readonly WorkerRow[]): string[] => rows.map(({ identifier }) => identifier);

function isGranted({ packageName, direct }: WorkerRow, granted: readonly string[] | undefined): boolean {
  if (granted !== undefined) return granted.some((pattern) => matchesPattern(packageName, pattern));
  return direct && packageName === MAINTENANCE_PACKAGE;
}

function maintenanceOf({ tasks, registry, database, options }: Parts): Maintenance {
  return Object.freeze({
    cleanOldTasks: tasks.cleanOldTasks,
    cleanOldLogs: tasks.cleanOldLogs,
    cleanOldUploads: ({ days = 30 } = {}) =>
      cleanOldUploads({
        storagePath: options.storagePath,
        days: atLeastZero('days', days),
        inUse: (ids) => uploadsInUse(database, ids),
      }),
    async rescanWorkers() {
      const { changed, broken, missing, scanned } = await registry.rescan();
      return { changed: names(changed), broken: names(broken), missing: names(missing), complete: scanned.complete };
    },
    checkDatabase: () => checkDatabase(database),
  } satisfies Maintenance);
}
