import type { Stask } from 'stask';
import { defineWorker } from 'stask/worker';
import { useWorker } from './use-worker.js';

const order: string[] = [];

export const OrderWorker = defineWorker({
  identifier: 'order',
  actions: { note: (task) => void order.push(task.priority) },
});

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, OrderWorker);
  order.length = 0;
  const create = (priority: 'low' | 'normal' | 'high') =>
    stask.create({ identifier: 'order', action: 'note', priority });
  await create('low');
  await create('normal');
  await create('high');
  const high = await stask.tasks.pending().highPriority().count();
  await stask.processPendingTasks({ concurrency: 1 });
  return { high, order: [...order] };
}
