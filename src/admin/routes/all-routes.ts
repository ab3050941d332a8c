import type { Route } from '../call.js';
import { actionRoutes } from './actions.js';
import { discoveryRoutes } from './discovery.js';
import { eventRoutes } from './events.js';
import { overviewRoutes } from './overview.js';
import { scheduleRoutes } from './schedules.js';
import { sessionRoutes } from './session.js';
import { settingsRoutes } from './settings.js';
import { systemRoutes } from './system.js';
import { taskChangeRoutes } from './task-changes.js';
import { taskFileRoutes } from './task-files.js';
import { taskLogRoutes } from './task-log.js';
import { taskRoutes } from './tasks.js';
import { uploadRoutes } from './uploads.js';
import { workerRoutes } from './workers.js';

/** Every route of the API; fixed paths come before those with a name in their place. */
export const ROUTES: readonly Route[] = [
  ...sessionRoutes,
  ...overviewRoutes,
  ...taskRoutes,
  ...taskLogRoutes,
  ...taskFileRoutes,
  ...taskChangeRoutes,
  ...workerRoutes,
  ...actionRoutes,
  ...settingsRoutes,
  ...scheduleRoutes,
  ...discoveryRoutes,
  ...uploadRoutes,
  ...systemRoutes,
  ...eventRoutes,
];
