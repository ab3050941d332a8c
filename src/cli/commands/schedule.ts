import type { Schedule } from '../../index.js';
import { Option } from 'commander';
import { defineCommand, type Cli } from '../command.js';
import { loadFacade, withHost } from '../host.js';
import { parseCount, parseTime } from '../parse-value.js';
import { readData } from '../read-data.js';
import { oneLine } from '../text.js';
import { usageError } from '../usage-error.js';

interface Flags {
  readonly data?: string;
  readonly preview?: boolean;
  readonly after?: string;
  readonly count?: string;
}

const NEXT_RUNS = 5;

export const command = defineCommand<Flags>({
  arguments: '[identifier]',
  options: [
    new Option('--data <json>', 'the schedule to set or preview: JSON, @FILE, or - for stdin'),
    new Option('--preview', 'only compute the next runs of --data; needs no worker'),
    new Option('--after <time>', 'with --preview: runs after this ISO 8601 time (default: now)'),
    new Option('--count <n>', 'with --preview: how many runs (default: 5)'),
  ],
  examples: [
    ['stask schedule product', 'the schedule of a worker and its next runs'],
    [`stask schedule product --data '{"type":"cron","enabled":true,"cron":"0 3 * * *"}'`, 'set it'],
    [`stask schedule --preview --data '{"type":"cron","enabled":true,"cron":"0 3 * * *"}' --count 10`, 'try one'],
  ],
  async run(cli, [identifier], flags) {
    if (flags.preview) return preview(cli, flags);
    const lone = flags.after === undefined ? flags.count && '--count' : '--after';
    if (lone)
      throw usageError(`${lone} goes with --preview. Without it the next ${NEXT_RUNS} runs from now are shown.`);
    if (identifier === undefined) throw usageError('Name a worker, or use --preview with --data.');
    const change = flags.data === undefined ? undefined : ((await readData(flags.data)) as unknown as Schedule);
    const state = await withHost(cli, async (host) => {
      if (change !== undefined) await host.setSchedule(identifier, change);
      return host.getSchedule(identifier, { count: NEXT_RUNS });
    });
    const { schedule = { type: 'manual' }, next } = state;
    cli.answer({ schedule, next }, () => `${oneLine(JSON.stringify(schedule))}\n${formatRuns(next)}`);
  },
});

async function preview(cli: Cli, flags: Flags): Promise<void> {
  if (flags.data === undefined) throw usageError('--preview needs the schedule in --data.');
  const schedule = (await readData(flags.data)) as unknown as Schedule;
  const after = flags.after === undefined ? new Date() : parseTime('--after', flags.after);
  const count = flags.count === undefined ? NEXT_RUNS : parseCount('--count', flags.count);
  const { previewSchedule } = await loadFacade();
  const next = previewSchedule(schedule, { after, count });
  cli.answer({ next }, () => formatRuns(next));
}

const formatRuns = (next: readonly Date[]): string =>
  next.length === 0 ? 'No next run.\n' : next.map((run) => `${run.toISOString()}\n`).join('');
