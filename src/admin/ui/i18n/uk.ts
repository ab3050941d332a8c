import type { Messages } from './i18n.js';
import { app } from './uk/app.js';
import { overview } from './uk/overview.js';
import { problems } from './uk/problems.js';
import { system } from './uk/system.js';
import { tasks } from './uk/tasks.js';
import { worker } from './uk/worker.js';
import { workers } from './uk/workers.js';

export const uk: Messages = { ...app, ...overview, ...tasks, ...workers, ...worker, ...system, ...problems };
