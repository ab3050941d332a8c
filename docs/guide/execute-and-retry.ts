import type { Stask } from 'stask';
import { defineWorker, nonRetryable } from 'stask/worker';
import { useWorker } from './use-worker.js';

let shopIsOpen = false;

export const ShopWorker = defineWorker({
  identifier: 'shop',
  actions: {
    pull() {
      if (!shopIsOpen) throw nonRetryable('The shop is closed');
      return 'pulled';
    },
  },
});

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, ShopWorker);
  const { id } = await stask.create({ identifier: 'shop', action: 'pull' });

  const completed = await stask.execute(id);
  const failed = await stask.getTask(id);
  const first = { completed, message: failed.message, canRetry: failed.canRetry(), attempts: failed.attempts };

  shopIsOpen = true;
  if (failed.canRetry()) await stask.retry(failed);
  const completedThen = await stask.execute(id);
  const task = await stask.getTask(id);
  shopIsOpen = false;
  return { first, second: { completed: completedThen, result: task.result, attempts: task.attempts } };
}
