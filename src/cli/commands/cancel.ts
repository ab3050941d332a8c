import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { parseTaskId } from '../parse-value.js';
import { formatOutcome } from '../task-text.js';

export const command = defineCommand({
  arguments: '<id>',
  examples: [['stask cancel 12', 'a queued task is cancelled, a running one is asked to stop']],
  async run(cli, [value = '']) {
    const id = parseTaskId(value);
    const task = await withHost(cli, (host) => host.cancel(id));
    cli.answer({ task }, ({ paint }) => `${formatOutcome(task, paint)}\n`);
  },
});
