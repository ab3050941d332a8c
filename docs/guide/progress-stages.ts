import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stask } from 'stask';
import { BaseWorker, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class StagesWorker extends BaseWorker {
  identifier(): string {
    return 'stages';
  }

  /** Three stages share the bar: 0 to 20, 20 to 80 and 80 to 100 percent. */
  async taskMultiStage(task: TaskContext, { folder }: { folder: string }): Promise<void> {
    task.progress({ progress: 5, message: 'Preparing' });
    const items = Array.from({ length: 40 }, (_, index) => index);
    task.progress({ progress: 20, message: 'Prepared' });

    let sum = 0;
    for (const [index, item] of items.entries()) {
      sum += item;
      const share = (index + 1) / items.length;
      task.progress({
        progress: 20 + share * 60,
        processed: index + 1,
        total: items.length,
        message: `Processing ${index + 1} of ${items.length}`,
      });
    }

    task.progress({ progress: 85, message: 'Writing the report' });
    const report = join(folder, `report-${task.id}.txt`);
    await writeFile(report, `Sum: ${sum}\n`);
    // The name that the PHP package has for it.
    await this.pushProgress(task, { progress: 95, message: 'Saving', status: 'running' });
    await this.markFinished(task, { report, sum }, 'All stages are done');
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, StagesWorker);
  const seen: number[] = [];
  stask.on('task.progress', ({ progress }) => seen.push(progress));
  const data = { folder: stask.options.storagePath };
  const { id } = await stask.create({ identifier: 'stages', action: 'multi_stage', data });
  await stask.execute(id);
  const { result, message, progress } = await stask.getTask(id);
  return { result, message, progress, seen };
}
