import type { Stask } from 'stask';
import { defineWorker } from 'stask/worker';
import { useWorker } from './use-worker.js';

export const CounterWorker = defineWorker({
  identifier: 'counter',
  actions: { count: (task) => task.data['number'] },
});

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, CounterWorker);
  const numbers = Array.from({ length: 65 }, (_, index) => index);
  await stask.createMany(numbers.map((number) => ({ identifier: 'counter', action: 'count', data: { number } })));

  const waiting = await stask.getPendingTasks({ limit: 3 });
  const lines = waiting.map((task) => `Task #${task.id}: ${task.identifier} -> ${task.action}`);

  const ten = await stask.processPendingTasks();
  const fifty = await stask.processPendingTasks({ batchSize: 50 });

  // Instead of batches: a runner, which goes on until it is stopped.
  const runner = stask.work({ concurrency: 4 });
  await runner.idle();
  await runner.stop();
  return { lines, ten, fifty, byRunner: await runner.done, stats: await stask.getStats() };
}
