import type { TaskAttempt } from '../../index.js';
import { formatAttempts } from '../attempts-text.js';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { parseTaskId } from '../parse-value.js';
import { formatProgressLine } from '../progress-bar.js';
import { formatTask, taskLabel } from '../task-text.js';

export const command = defineCommand({
  arguments: '<id>',
  examples: [['stask task 12', 'everything about task 12, its progress and its attempts too']],
  async run(cli, [value = '']) {
    const id = parseTaskId(value);
    const { task, progress, attempts } = await withHost(cli, async (host) => {
      const found = await host.getTask(id);
      return { task: found, progress: await found.getProgress(), attempts: await host.getAttempts(found) };
    });
    const history = attempts.some(wentWrong) ? { attempts } : {};
    cli.answer({ task, progress, ...history }, ({ paint, width }) => {
      const bar = task.isRunning() ? `${formatProgressLine({ ...progress, label: taskLabel(task) })}\n` : '';
      return formatTask(task, paint) + bar + formatAttempts(attempts, paint, width);
    });
  },
});

/** The task itself tells of an attempt that is under way or completed. */
const wentWrong = ({ outcome }: TaskAttempt): boolean => outcome !== 'running' && outcome !== 'completed';
