import { statusText, TASK_STATUS, type Stask, type Task } from 'stask';
import { cancelTask, defineWorker, nonRetryable } from 'stask/worker';
import { useWorker } from './use-worker.js';

export const EndsWorker = defineWorker({
  identifier: 'ends',
  actions: {
    well: () => 'done',
    badly() {
      throw nonRetryable('it went wrong');
    },
    early: () => cancelTask('nobody wants it'),
  },
});

function describe(task: Task): string {
  if (task.isPending()) return 'waits to be processed';
  if (task.isRunning()) return 'is running';
  return task.isFinished() ? `has ended: ${task.statusText}` : 'unknown';
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, EndsWorker);
  await stask.createMany(['well', 'badly', 'early'].map((action) => ({ identifier: 'ends', action })));
  await stask.processPendingTasks();
  const waiting = await stask.create({ identifier: 'ends', action: 'well' });
  const lastWeek = new Date(Date.now() - 7 * 86_400_000);

  const [completed] = await stask.tasks.completed().get();
  const counts = {
    pending: await stask.tasks.pending().count(),
    running: await stask.tasks.running().count(),
    completed: await stask.tasks.completed().count(),
    failed: await stask.tasks.failed().count(),
    cancelled: await stask.tasks.cancelled().count(),
    incomplete: await stask.tasks.incomplete().count(),
    wells: await stask.tasks.byIdentifier('ends').byAction('well').count(),
    recentFailures: await stask.tasks.failed().since(lastWeek).orderBy('createdAt', 'desc').limit(20).count(),
  };
  return {
    waiting: describe(waiting),
    completed: completed && describe(completed),
    words: Object.values(TASK_STATUS).map((code) => `${code} ${statusText(code)}`),
    counts,
  };
}
