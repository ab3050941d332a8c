import { resolve } from 'node:path';
import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { parsePort } from '../parse-value.js';
import { interruptible } from '../signals.js';

export const command = defineCommand<{ readonly port?: string }>({
  options: [new Option('--port <n>', 'port of the admin (default: a free one)')],
  notes:
    'Runs the worker package in the current folder in a host of its own, with a database in .stask and the admin. ' +
    'After each change the package is built (its "build" script) and looked at again, and the next task runs the new code.',
  examples: [
    ['stask dev', 'until Ctrl-C'],
    [`stask run mail send --storage .stask --data '{"to":"ada"}'`, 'run an action, from another terminal'],
  ],
  async run(cli, _args, { port }) {
    const { runDev } = await import('../../authoring/dev.js');
    const { cwd, storage } = cli.common;
    const controller = new AbortController();
    const interruption = interruptible(() => controller.abort());
    try {
      await runDev({
        folder: cwd,
        storagePath: storage === undefined ? undefined : resolve(cwd, storage),
        port: port === undefined ? undefined : parsePort(port),
        signal: controller.signal,
        onLine: (line) => cli.terminal.say(line),
      });
    } finally {
      interruption.close();
    }
  },
});
