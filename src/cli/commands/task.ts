import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { parseTaskId } from '../parse-value.js';
import { formatProgressLine } from '../progress-bar.js';
import { formatTask, taskLabel } from '../task-text.js';

export const command = defineCommand({
  arguments: '<id>',
  examples: [['stask task 12', 'everything about task 12, its progress too']],
  async run(cli, [value = '']) {
    const id = parseTaskId(value);
    const { task, progress } = await withHost(cli, async (host) => {
      const found = await host.getTask(id);
      return { task: found, progress: await found.getProgress() };
    });
    cli.answer({ task, progress }, ({ paint }) => {
      const bar = task.isRunning() ? `${formatProgressLine({ ...progress, label: taskLabel(task) })}\n` : '';
      return formatTask(task, paint) + bar;
    });
  },
});
