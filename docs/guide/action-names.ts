import type { Stask } from 'stask';
import { Action, BaseWorker } from 'stask/worker';
import { useWorker } from './use-worker.js';

/** The method's name, or `@Action`, gives the action's name, which is snake_case. */
export class NamesWorker extends BaseWorker {
  identifier(): string {
    return 'names';
  }

  taskImport(): void {}
  taskSyncStock(): string {
    return 'stock';
  }
  taskGenerateReport(): void {}
  taskSendEmails(): void {}
  taskExportHTML(): void {}

  @Action('cleanup-old-data')
  removeOldRows(): void {}

  /** Not an action: no `task` before its name and no decorator. */
  helper(): void {}
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, NamesWorker);
  const worker = await stask.getWorker('names');
  const spellings = ['sync_stock', 'sync-stock', 'syncStock', 'SYNC_STOCK'];
  const tasks = await stask.createMany(spellings.map((action) => ({ identifier: 'names', action })));
  await stask.processPendingTasks();
  const results = await Promise.all(tasks.map(async ({ id }) => (await stask.getTask(id)).result));
  return { actions: worker?.actions.map(({ name }) => name), results };
}
