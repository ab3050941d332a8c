import { messageOf } from '../errors.js';
import type { Stask } from '../stask.js';
import type { WorkerRow } from '../store/worker-store.js';
import { uploadsInUse } from '../typeorm/uploads-in-use.js';
import type { ResolvedAdminOptions } from './admin-options.js';
import type { AdminParts } from './call.js';
import { createFigures } from './figures.js';
import { createIdempotency } from './idempotency.js';
import { createHub } from './live/hub.js';
import { createMemory } from './remembered.js';
import { createScans } from './scans.js';
import { createTaskViews } from './task-views.js';
import { createUploadStore } from './uploads/upload-store.js';
import { createWidgetMarkup } from './widget-markup.js';

/** One request asks for the workers several times, a busy page several times a second. */
const WORKERS_MS = 250;

export function makeParts(stask: Stask, options: ResolvedAdminOptions): AdminParts {
  const { storagePath, logger } = stask.options;
  const memory = createMemory<WorkerRow[]>({ freshMs: WORKERS_MS, staleMs: WORKERS_MS });
  const forgetWorkers = (): void => memory.clear();
  const workers = (): Promise<WorkerRow[]> => memory.get('all', () => stask.getWorkers());
  const views = createTaskViews(
    async () => new Map((await workers()).map((row) => [row.identifier, row])),
    storagePath,
  );
  return {
    stask,
    options,
    views,
    workers,
    forgetWorkers,
    figures: createFigures(stask),
    live: createHub(stask, views, forgetWorkers, (error) =>
      logger.warn({ error }, `Admin, live updates: ${messageOf(error)}`),
    ),
    uploads: createUploadStore(storagePath, (ids) => uploadsInUse(stask.database, ids)),
    scans: createScans(stask),
    widgetMarkup: createWidgetMarkup(),
    idempotency: createIdempotency(stask.database),
  };
}
