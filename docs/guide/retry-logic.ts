import type { Stask } from 'stask';
import { Action, BaseWorker, retryLater, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class UnreliableWorker extends BaseWorker {
  identifier(): string {
    return 'unreliable';
  }

  /** Throwing asks for the next attempt; after the last one the task has failed. */
  @Action({ maxAttempts: 3, backoff: 0 })
  async taskWithRetry(task: TaskContext, { worksAtAttempt }: { worksAtAttempt: number }): Promise<string> {
    if (task.attempt >= worksAtAttempt) return `worked at attempt ${task.attempt}`;
    if (task.attempt < task.maxAttempts) task.log.warning(`Attempt ${task.attempt} failed, there will be another`);
    else task.log.error(`All ${task.maxAttempts} attempts failed`);
    throw new Error(`Failed at attempt ${task.attempt}`);
  }

  /** Busy elsewhere: come back later, without using up an attempt. */
  taskPolite(): unknown {
    return retryLater(60_000);
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, UnreliableWorker);
  const create = (worksAtAttempt: number) =>
    stask.create({ identifier: 'unreliable', action: 'with_retry', data: { worksAtAttempt } });
  const [second, never] = [await create(2), await create(9)];
  const polite = await stask.create({ identifier: 'unreliable', action: 'polite' });

  // A runner does this by itself; with a backoff of 0 each further attempt is due at once.
  while ((await stask.processPendingTasks()) > 0);
  const facts = async (id: number) => {
    const { statusText, attempts, message, result } = await stask.getTask(id);
    return { statusText, attempts, message, result };
  };
  const logs = await (await stask.getTask(never.id)).getLogs();
  return {
    second: await facts(second.id),
    never: await facts(never.id),
    polite: await facts(polite.id),
    logs: logs.map(({ level, message }) => `${level}: ${message}`),
  };
}
