import type { Stask } from 'stask';
import { BaseWorker, type TaskContext } from 'stask/worker';
import { catalog } from './catalog.js';
import { useWorker } from './use-worker.js';

export class BatchWorker extends BaseWorker {
  identifier(): string {
    return 'batch';
  }

  /** Reads page by page, so that memory does not grow with the table, and can be stopped between pages. */
  async taskBatchProcess(task: TaskContext, { chunk = 100 }: { chunk?: number }): Promise<void> {
    const total = catalog.count();
    let processed = 0;
    for (let page = catalog.page('', chunk); page.length > 0; page = catalog.page(page.at(-1)!.sku, chunk)) {
      task.signal.throwIfAborted();
      for (const product of page) catalog.save({ ...product, price: product.price * 2 });
      processed += page.length;
      task.progress({ processed, total, message: `${processed}/${total} products` });
    }
    await this.markFinished(task, { processed }, `Processed ${processed} products`);
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, BatchWorker);
  catalog.clear();
  for (let number = 1; number <= 250; number++)
    catalog.save({ sku: `P-${String(number).padStart(4, '0')}`, name: `Product ${number}`, price: number, stock: 1 });
  const { id } = await stask.create({ identifier: 'batch', action: 'batch_process', data: { chunk: 100 } });
  await stask.execute(id);
  const task = await stask.getTask(id);
  return { result: task.result, message: task.message, firstPrice: catalog.page('', 1)[0]?.price };
}
