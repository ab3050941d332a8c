import type { CommandModule } from './command.js';

export interface CommandEntry {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  /** Loaded when the command is used, so that `stask --help` stays quick. */
  readonly load: () => Promise<{ readonly command: CommandModule }>;
}

const entry = (group: string, name: string, summary: string, load: CommandEntry['load']): CommandEntry => ({
  name,
  group,
  summary,
  load,
});

const WORKERS = 'Workers:';
const TASKS = 'Tasks:';
const HOST = 'Host:';
const AUTHORS = 'Worker packages:';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  entry(
    WORKERS,
    'discover',
    'find workers in installed packages and register them',
    () => import('./commands/discover.js'),
  ),
  entry(WORKERS, 'rescan', 'look at registered workers again', () => import('./commands/rescan.js')),
  entry(WORKERS, 'clean', 'delete workers whose package is gone', () => import('./commands/clean.js')),
  entry(WORKERS, 'why', 'explain why a package was taken or left out', () => import('./commands/why.js')),
  entry(WORKERS, 'workers', 'list workers', () => import('./commands/workers.js')),
  entry(WORKERS, 'activate', 'let a worker run tasks', () => import('./commands/activate.js')),
  entry(WORKERS, 'deactivate', 'stop a worker from running tasks', () => import('./commands/deactivate.js')),
  entry(WORKERS, 'settings', 'show or change the settings of a worker', () => import('./commands/settings.js')),
  entry(WORKERS, 'schedule', 'show, set or preview a schedule', () => import('./commands/schedule.js')),
  entry(TASKS, 'create', 'queue a task', () => import('./commands/create.js')),
  entry(TASKS, 'run', 'run one task here and wait for it', () => import('./commands/run.js')),
  entry(TASKS, 'work', 'execute queued tasks', () => import('./commands/work.js')),
  entry(TASKS, 'tasks', 'list tasks, newest first', () => import('./commands/tasks.js')),
  entry(TASKS, 'task', 'show one task', () => import('./commands/task.js')),
  entry(TASKS, 'logs', 'print the log of a task', () => import('./commands/logs.js')),
  entry(TASKS, 'retry', 'queue a failed or cancelled task again', () => import('./commands/retry.js')),
  entry(TASKS, 'cancel', 'cancel a task', () => import('./commands/cancel.js')),
  entry(TASKS, 'stats', 'count tasks by state', () => import('./commands/stats.js')),
  entry(HOST, 'migrate', 'create or update the tables', () => import('./commands/migrate.js')),
  entry(HOST, 'admin', 'open the web admin', () => import('./commands/admin.js')),
  entry(HOST, 'doctor', 'check this host and say what to do', () => import('./commands/doctor.js')),
  entry(AUTHORS, 'new', 'make a worker package', () => import('./commands/new.js')),
  entry(AUTHORS, 'dev', 'run a host for the worker package here', () => import('./commands/dev.js')),
  entry(AUTHORS, 'check', 'find what would fail after publishing', () => import('./commands/check.js')),
  entry(AUTHORS, 'pack', 'write stask.manifest.json for hosts', () => import('./commands/pack.js')),
];
