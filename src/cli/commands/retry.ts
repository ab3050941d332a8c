import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { parseTaskId } from '../parse-value.js';
import { formatOutcome } from '../task-text.js';

export const command = defineCommand({
  arguments: '<id>',
  examples: [['stask retry 12', 'put a failed or cancelled task back in the queue']],
  async run(cli, [value = '']) {
    const id = parseTaskId(value);
    const task = await withHost(cli, (host) => host.retry(id));
    cli.answer({ task }, ({ paint }) => `${formatOutcome(task, paint)}\n`);
  },
});
