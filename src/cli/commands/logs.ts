import type { LogRecord, Stask } from '../../index.js';
import { setTimeout as wait } from 'node:timers/promises';
import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { createLogWriter } from '../log-writer.js';
import { parseTaskId } from '../parse-value.js';
import { interruptible, exitCodeOfSignal } from '../signals.js';

const LOOK_AGAIN_MS = 300;

export const command = defineCommand<{ readonly follow?: boolean }>({
  arguments: '<id>',
  options: [new Option('-f, --follow', 'wait for more until the task is finished')],
  examples: [
    ['stask logs 12', 'the log of task 12'],
    ['stask logs 12 -f', 'follow it until the task is finished'],
  ],
  async run(cli, [value = ''], { follow = false }) {
    const id = parseTaskId(value);
    const leaving = new AbortController();
    const interruption = interruptible(() => leaving.abort());
    const stop = AbortSignal.any([leaving.signal, cli.terminal.outputClosed]);
    return withHost(cli, async (host) => {
      await host.getTask(id); // an unknown task is an error, not an empty log
      const writer = createLogWriter(cli);
      for await (const records of newRecords(host, id, follow, stop)) writer.add(records);
      writer.end();
      interruption.close();
      return interruption.signal === undefined ? 0 : exitCodeOfSignal(interruption.signal);
    });
  },
});

/** What is in the log, then what is new in it each time, until the task is finished. */
async function* newRecords(host: Stask, id: number, follow: boolean, stop: AbortSignal): AsyncGenerator<LogRecord[]> {
  let seen = 0;
  for (;;) {
    const task = await host.getTask(id);
    const records = await task.getLogs();
    yield records.slice(seen);
    seen = records.length;
    if (!follow || task.isFinished() || stop.aborted) return;
    await wait(LOOK_AGAIN_MS, undefined, { signal: stop }).catch(() => {}); // aborted: the loop ends above
  }
}
