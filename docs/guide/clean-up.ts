import type { Stask } from 'stask';
import { defineWorker } from 'stask/worker';
import { useWorker } from './use-worker.js';

export const NoteWorker = defineWorker({
  identifier: 'note',
  actions: {
    write(task) {
      task.log.info('written');
    },
  },
});

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, NoteWorker);
  await stask.createMany([1, 2, 3].map(() => ({ identifier: 'note', action: 'write' })));
  await stask.processPendingTasks();
  await stask.create({ identifier: 'note', action: 'write' });

  // Finished tasks and their files; unfinished ones always stay.
  const olderThanAMonth = await stask.cleanOldTasks({ days: 30 });
  // Only the files: the tasks stay in the table.
  const logs = await stask.cleanOldLogs({ days: 0 });
  // Only those that ended well, after a week; failed ones stay for a look at them.
  const completed = await stask.cleanOldTasks({ days: 7, status: 'completed' });
  const all = await stask.cleanOldTasks({ days: 0 });
  return { olderThanAMonth, logs, completed, all, stats: await stask.getStats() };
}
