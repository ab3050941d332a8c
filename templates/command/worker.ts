import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { defineWorker, nonRetryable } from 'stask/worker';

/** Everything that may be run. No shell is involved: arguments stay arguments, whatever is in them. */
const COMMANDS = {
  node_version: { file: process.execPath, args: ['--version'] },
  disk_usage: { file: 'df', args: ['-h'] },
};
const COMMAND_NAMES = Object.keys(COMMANDS) as Array<keyof typeof COMMANDS>;

export default defineWorker({
  identifier: '__identifier__',
  title: '__title__',
  description: '__description__',
  actions: {
    run: {
      title: 'Run a command',
      maxAttempts: 1,
      timeoutMs: 10 * 60_000,
      options: {
        type: 'object',
        properties: { command: { type: 'string', title: 'Command', enum: COMMAND_NAMES } },
        required: ['command'],
        additionalProperties: false,
      },
      async run(task, { command }) {
        const { file, args } = COMMANDS[command];
        const child = spawn(file, args, { signal: task.signal, stdio: ['ignore', 'pipe', 'pipe'] });
        const ended = new Promise<number | null>((resolve, reject) => {
          child.once('error', reject);
          child.once('close', resolve);
        });
        ended.catch(() => {}); // waited for below, once the output has been read
        const lines: string[] = [];
        const read = async (stream: Readable, write: (line: string) => void) => {
          for await (const line of createInterface({ input: stream })) {
            lines.push(line);
            write(line);
            task.progress({ message: line });
          }
        };
        await Promise.all([read(child.stdout, task.log.info), read(child.stderr, task.log.warning)]);
        const code = await ended;
        if (code !== 0) throw nonRetryable(`${command} ended with code ${code}: ${lines.at(-1) ?? 'no output'}`);
        return { code, lines };
      },
    },
  },
});
