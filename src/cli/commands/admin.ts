import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { parseCount, parsePort } from '../parse-value.js';
import { interruptible } from '../signals.js';
import { stoppingText } from '../text.js';

interface Flags {
  readonly port?: string;
  readonly host?: string;
  readonly work?: boolean;
  readonly concurrency?: string;
  /** False with `--no-token`. */
  readonly token?: boolean;
}

export const command = defineCommand<Flags>({
  options: [
    new Option('--port <n>', 'port; a free one when absent'),
    new Option('--host <name>', 'address to listen on').default('127.0.0.1'),
    new Option('--work', 'execute queued tasks too'),
    new Option('--concurrency <n>', 'with --work: most tasks at once'),
    new Option('--no-token', 'let everybody at this machine in, outside of production'),
  ],
  examples: [
    ['stask admin', 'open the web admin for yourself on a free port'],
    ['stask admin --port 4100 --work', 'the same on port 4100, and execute tasks'],
  ],
  notes:
    'The address to open holds a token that works once; it is printed on stderr. To let others in, mount `stask/admin` in your app.',
  async run(cli, _args, { port, host = '127.0.0.1', work = false, concurrency, token = true }) {
    const wanted = port === undefined ? 0 : parsePort(port);
    const limit = concurrency === undefined ? {} : { concurrency: parseCount('--concurrency', concurrency) };
    await withHost(
      cli,
      async (stask) => {
        const { serveAdmin } = await import('../../admin/index.js');
        const server = await serveAdmin(stask, { port: wanted, host, token });
        const runner = work ? stask.work(limit) : undefined;
        cli.answer({ url: server.url }, () => `sTask is ready at ${server.url}\n`);
        if (token) cli.terminal.say(`Open once: ${server.signInUrl}`);
        cli.terminal.say('Stop with Ctrl-C.');
        await new Promise<void>((resolve) => {
          const interruption = interruptible(() => {
            interruption.close();
            resolve();
          });
        });
        if (runner !== undefined && runner.running > 0) cli.terminal.say(stoppingText(runner.running));
        await server.close();
        await runner?.stop();
      },
      { autoDiscover: true },
    );
  },
});
