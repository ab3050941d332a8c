import type { Stask } from 'stask';
import { BaseWorker, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class LoggingWorker extends BaseWorker {
  identifier(): string {
    return 'logging';
  }

  async taskWithLogging(task: TaskContext, { items = [] }: { items?: number[] }): Promise<{ processed: number }> {
    task.log.info('Import started', { items: items.length, userId: task.userId });
    let processed = 0;
    for (const item of items) {
      try {
        if (item < 0) throw new RangeError('it is negative');
        processed++;
      } catch (error) {
        task.log.warning(`Item ${item} was left out`, { reason: (error as Error).message });
      }
    }
    if (processed === 0) {
      task.log.error('Nothing could be imported', { items });
      await this.markFailed(task, 'Nothing could be imported');
    }
    task.log.info('Import ended', { processed });
    return { processed };
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, LoggingWorker);
  const run = async (items: number[]) => {
    const task = await stask.create({ identifier: 'logging', action: 'with_logging', data: { items }, userId: 7 });
    await stask.execute(task);
    return stask.getTask(task.id);
  };
  const good = await run([1, -2, 3]);
  const bad = await run([-1]);
  // The host writes into the same log.
  await stask.log(good, 'info', 'Seen by an admin', { admin: 'anna' });
  const lines = async (task: typeof good) => (await task.getLogs()).map(({ level, message }) => `${level}: ${message}`);
  return { good: await lines(good), bad: { status: bad.statusText, lines: await lines(bad) } };
}
