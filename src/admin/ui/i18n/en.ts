import { app } from './en/app.js';
import { overview } from './en/overview.js';
import { problems } from './en/problems.js';
import { system } from './en/system.js';
import { tasks } from './en/tasks.js';
import { worker } from './en/worker.js';
import { workers } from './en/workers.js';

/** English texts of the page; the other languages have the same keys. */
export const en = { ...app, ...overview, ...tasks, ...workers, ...worker, ...system, ...problems };
