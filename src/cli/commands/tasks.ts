import type { Task, TaskQuery } from '../../index.js';
import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import type { Paint } from '../paint.js';
import { parseCount } from '../parse-value.js';
import { formatTable, type Column } from '../table.js';
import { paintOutcome } from '../task-text.js';

/** What one query of tasks may give. */
const MOST = 1000;

const BY_STATUS = {
  pending: (query) => query.pending(),
  preparing: (query) => query.running(),
  running: (query) => query.running(),
  completed: (query) => query.completed(),
  failed: (query) => query.failed(),
  cancelled: (query) => query.cancelled(),
  incomplete: (query) => query.incomplete(),
} satisfies Record<string, (query: TaskQuery) => TaskQuery>;

interface Flags {
  readonly status?: keyof typeof BY_STATUS;
  readonly worker?: string;
  readonly action?: string;
  readonly limit: string;
}

export const command = defineCommand<Flags>({
  options: [
    new Option('--status <status>', 'only tasks in this state').choices(Object.keys(BY_STATUS)),
    new Option('--worker <identifier>', 'only tasks of this worker'),
    new Option('--action <action>', 'only tasks of this action'),
    new Option('--limit <n>', `most tasks to list, up to ${MOST}`).default('50'),
  ],
  examples: [
    ['stask tasks --status failed', 'the last failures'],
    ['stask tasks --worker product --limit 5 --json', 'for scripts'],
  ],
  async run(cli, _args, { status, worker, action, limit }) {
    const most = parseCount('--limit', limit, MOST);
    const tasks = await withHost(cli, (host) => {
      let query = host.tasks.limit(most);
      if (status !== undefined) query = BY_STATUS[status](query);
      if (worker !== undefined) query = query.byIdentifier(worker);
      if (action !== undefined) query = query.byAction(action);
      return query.get();
    });
    const shown = status === 'preparing' ? tasks.filter(({ statusText }) => statusText === 'preparing') : tasks;
    cli.answer(shown, ({ paint, width }) =>
      shown.length === 0 ? 'No tasks.\n' : formatTable(shown, columns(paint), paint, width),
    );
  },
});

function columns(paint: Paint): Array<Column<Task>> {
  return [
    { title: 'ID', value: ({ id }) => id },
    { title: 'WORKER', value: ({ identifier }) => identifier, paint: paint.name },
    { title: 'ACTION', value: ({ action }) => action },
    {
      title: 'STATUS',
      value: ({ statusText }) => statusText,
      paint: (text, task) => paintOutcome(paint, task.statusText)(text),
    },
    { title: 'DONE', value: ({ progress }) => `${progress}%` },
    { title: 'TRIES', value: ({ attempts, maxAttempts }) => `${attempts}/${maxAttempts}` },
    { title: 'PRIORITY', value: ({ priority }) => priority },
    { title: 'CREATED', value: ({ createdAt }) => shortTime(createdAt) },
    { title: 'START AT', value: ({ startAt, status }) => (status === 10 && startAt ? shortTime(startAt) : '') },
    { title: 'MESSAGE', value: ({ message }) => message, flexible: true },
  ];
}

/** `2030-01-31 08:00:00Z` */
const shortTime = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')}Z`;
