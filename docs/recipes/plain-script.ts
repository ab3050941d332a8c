import { createStask, type StaskOptions } from 'stask';
import { GreetWorker } from './greet-worker.js';

/** A script, such as for cron: opens the host, works off what is due, and leaves nothing open. */
export async function runOnce(options: StaskOptions = {}): Promise<{ ran: number; result: unknown }> {
  const stask = await createStask(options);
  try {
    await stask.registerWorker(GreetWorker);
    await stask.activateWorker('greet');
    const task = await stask.create({ identifier: 'greet', action: 'hello', data: { name: 'script' } });
    const ran = await stask.processPendingTasks({ batchSize: 100 });
    return { ran, result: (await stask.getTask(task.id)).result };
  } finally {
    await stask.close();
  }
}
