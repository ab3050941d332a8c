import type { Priority } from '../../index.js';
import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { parseCount, parseTime } from '../parse-value.js';
import { readData } from '../read-data.js';
import { formatTask } from '../task-text.js';

interface Flags {
  readonly data?: string;
  readonly priority?: Priority;
  readonly startAt?: string;
  readonly maxAttempts?: string;
  readonly uniqueKey?: string;
  readonly after?: string;
  readonly user?: string;
}

export const command = defineCommand<Flags>({
  arguments: '<identifier> <action>',
  options: [
    new Option('--data <json>', 'options of the action: JSON, @FILE, or - for stdin'),
    new Option('--priority <priority>', 'low, normal or high'),
    new Option('--start-at <time>', 'not before this ISO 8601 time'),
    new Option('--max-attempts <n>', 'most runs until it counts as failed'),
    new Option('--unique-key <key>', 'while a task with this key is unfinished, do not create another'),
    new Option('--after <ids>', 'not before these tasks are completed, as 1,2'),
    new Option('--user <user>', 'who asked for it'),
  ],
  examples: [
    [`stask create product import --data '{"file":"products.csv"}'`, 'queue an import'],
    ['stask create product export --priority high --start-at 2030-01-31T08:00:00Z', 'queue one for later'],
  ],
  async run(cli, [identifier = '', action = ''], flags) {
    const { priority, uniqueKey, user } = flags;
    const request = {
      identifier,
      action,
      data: flags.data === undefined ? {} : await readData(flags.data),
      ...(priority === undefined ? {} : { priority }),
      ...(flags.startAt === undefined ? {} : { startAt: parseTime('--start-at', flags.startAt) }),
      ...(flags.maxAttempts === undefined ? {} : { maxAttempts: parseCount('--max-attempts', flags.maxAttempts) }),
      ...(uniqueKey === undefined ? {} : { uniqueKey }),
      ...(flags.after === undefined ? {} : { after: flags.after.split(',').map((id) => id.trim()) }),
      ...(user === undefined ? {} : { userId: user }),
    };
    const { task, created } = await withHost(cli, (host) => host.createOrGet(request));
    cli.answer({ task, created }, ({ paint }) => formatTask(task, paint));
    if (!created) cli.terminal.say('An unfinished task with this unique key exists; no other was created.');
  },
});
