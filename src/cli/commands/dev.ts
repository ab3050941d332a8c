import { resolve } from 'node:path';
import { defineCommand } from '../command.js';
import { interruptible } from '../signals.js';

export const command = defineCommand({
  notes:
    'Runs the worker package in the current folder in a host of its own, with a database in .stask. After each change\n' +
    'the package is built (its "build" script) and looked at again, and the next task runs the new code.',
  examples: [
    ['stask dev', 'until Ctrl-C'],
    [`stask run mail send --storage .stask --data '{"to":"ada"}'`, 'run an action, from another terminal'],
  ],
  async run(cli) {
    const { runDev } = await import('../../authoring/dev.js');
    const { cwd, storage } = cli.common;
    const controller = new AbortController();
    const interruption = interruptible(() => controller.abort());
    cli.terminal.say('Watching for changes. Stop with Ctrl-C.');
    try {
      await runDev({
        folder: cwd,
        storagePath: storage === undefined ? undefined : resolve(cwd, storage),
        signal: controller.signal,
        onLine: (line) => cli.terminal.say(line),
      });
    } finally {
      interruption.close();
    }
  },
});
