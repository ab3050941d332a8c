import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { withHost } from '../host.js';
import { readData } from '../read-data.js';
import { exitCodeOfSignal, interruptible } from '../signals.js';
import { formatTask } from '../task-text.js';
import { watchTasks } from '../watch-tasks.js';

export const command = defineCommand<{ readonly data?: string }>({
  arguments: '<identifier> <action>',
  options: [new Option('--data <json>', 'options of the action: JSON, @FILE, or - for stdin')],
  examples: [
    [`stask run product import --data '{"file":"products.csv"}'`, 'run it here and watch it'],
    ['stask run product import --data @options.json --json', 'for scripts; exit code 1 when it failed'],
  ],
  notes:
    'Creates the task with one attempt, so that no other runner repeats it. Ctrl-C cancels it, a second one leaves.',
  async run(cli, [identifier = '', action = ''], flags) {
    const data = flags.data === undefined ? {} : await readData(flags.data);
    return withHost(cli, async (host) => {
      const { task } = await host.createOrGet({ identifier, action, data, maxAttempts: 1 });
      const view = cli.terminal.openProgress();
      // On a terminal the answer follows in the next line.
      const ends = !cli.terminal.isTerminal || cli.common.json;
      const watch = watchTasks(host.events, view, cli.terminal.talkPaint, { ends });
      const interruption = interruptible(() => {
        view.say('Cancelling. Press Ctrl-C again to leave at once.');
        host.cancel(task.id).catch((error: unknown) => view.say(String(error)));
      });
      try {
        await host.execute(task);
      } finally {
        interruption.close();
        watch.close();
        view.close();
      }
      const ended = await host.getTask(task.id);
      cli.answer({ task: ended }, ({ paint }) => formatTask(ended, paint));
      if (ended.statusText === 'completed') return EXIT.ok;
      return interruption.signal === undefined ? EXIT.failed : exitCodeOfSignal(interruption.signal);
    });
  },
});
