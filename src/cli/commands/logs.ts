import type { LogRecord, Stask, Task } from '../../index.js';
import { setTimeout as wait } from 'node:timers/promises';
import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { createLogWriter } from '../log-writer.js';
import { parseTaskId } from '../parse-value.js';
import { interruptible, exitCodeOfSignal } from '../signals.js';
import { formatOutcome } from '../task-text.js';

const LOOK_AGAIN_MS = 500;

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
      const task = await host.getTask(id); // an unknown task is an error, not an empty log
      const writer = createLogWriter(cli);
      if (!follow) writer.add(await task.getLogs());
      else for await (const record of linesUntilFinished(host, task, stop)) writer.add([record]);
      writer.end();
      interruption.close();
      if (!cli.common.json)
        cli.terminal.say(formatOutcome(follow ? await host.getTask(id) : task, cli.terminal.talkPaint));
      return interruption.signal === undefined ? 0 : exitCodeOfSignal(interruption.signal);
    });
  },
});

/** Each line as it is written, until the task is finished or `stop` aborts. */
async function* linesUntilFinished(host: Stask, task: Task, stop: AbortSignal): AsyncGenerator<LogRecord> {
  const finished = new AbortController();
  const signal = AbortSignal.any([finished.signal, stop]);
  const watching = (async () => {
    for (let ended = false; !ended && !signal.aborted;) {
      ended = (await host.getTask(task.id)).isFinished();
      await wait(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {}); // its last lines may come after its end
    }
    finished.abort(); // what was written until now still comes
  })();
  watching.catch(() => finished.abort()); // thrown below, after what there is
  yield* task.followLogs({ signal });
  await watching;
}
