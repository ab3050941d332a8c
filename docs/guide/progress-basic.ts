import type { Stask } from 'stask';
import { BaseWorker, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class StepsWorker extends BaseWorker {
  identifier(): string {
    return 'steps';
  }

  /** One report for each item is fine: reports are merged before they are written. */
  async taskProcess(task: TaskContext, { total = 1000 }: { total?: number }): Promise<void> {
    for (let processed = 1; processed <= total; processed++) {
      task.signal.throwIfAborted();
      await this.pushProgress(task, { processed, total, message: `Item ${processed} of ${total}` });
    }
    await this.markFinished(task);
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, StepsWorker);
  const { id } = await stask.create({ identifier: 'steps', action: 'process' });
  await stask.execute(id);
  const task = await stask.getTask(id);
  const history = await task.getProgressHistory();
  return { last: await task.getProgress(), first: history[0], lines: history.length };
}
