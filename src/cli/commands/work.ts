import type { RunnerReportCard } from '../../index.js';
import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { parseCount } from '../parse-value.js';
import { interruptible } from '../signals.js';
import { count, stoppingText } from '../text.js';
import { watchTasks } from '../watch-tasks.js';

interface Flags {
  readonly concurrency?: string;
  readonly once?: boolean;
}

export const command = defineCommand<Flags>({
  options: [
    new Option('--concurrency <n>', 'most tasks at once (env STASK_CONCURRENCY)'),
    new Option('--once', 'execute what is due, then exit; for cron'),
  ],
  examples: [
    ['stask work --concurrency 5', 'execute tasks until Ctrl-C'],
    ['stask work --once', 'execute what is due and exit'],
  ],
  notes:
    'Ctrl-C or SIGTERM: no new tasks, running ones get time to end, the rest is handed back; exit code 0. A second one leaves at once.',
  async run(cli, _args, { concurrency, once = false }) {
    const [origin, wanted] =
      concurrency === undefined
        ? ['STASK_CONCURRENCY', cli.env['STASK_CONCURRENCY'] || undefined]
        : ['--concurrency', concurrency];
    const limit = wanted === undefined ? {} : { concurrency: parseCount(origin, wanted) };
    await withHost(
      cli,
      async (host) => {
        const view = cli.terminal.openProgress();
        const watch = watchTasks(host.events, view, cli.terminal.talkPaint);
        const runner = host.work({ ...limit, drain: once });
        const interruption = interruptible(() => {
          view.say(stoppingText(runner.running));
          runner.stop().catch((error: unknown) => view.say(String(error)));
        });
        if (!once) view.say('Waiting for tasks. Stop with Ctrl-C.');
        try {
          const report = await runner.done;
          view.close();
          cli.answer(report, () => `${sentence(report)}\n`);
        } finally {
          interruption.close();
          watch.close();
          view.close();
        }
      },
      { autoDiscover: true },
    );
  },
});

function sentence({ executed, completed, failed, retried, cancelled, handedBack }: RunnerReportCard): string {
  const parts = { completed, failed, 'to be retried': retried, cancelled, 'handed back': handedBack };
  const told = Object.entries(parts).filter(([, amount]) => amount);
  const details = told.map(([word, amount]) => `${amount} ${word}`).join(', ');
  return `${count(executed, 'task')} executed${details ? `: ${details}` : ''}.`;
}
