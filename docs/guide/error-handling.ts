import type { Stask } from 'stask';
import { BaseWorker, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class SafeWorker extends BaseWorker {
  identifier(): string {
    return 'safe';
  }

  /** Without a word about errors: what is thrown is stored with the task, and it runs again while attempts remain. */
  taskPlain(): never {
    throw new Error('Operation failed', { cause: new Error('Disk is full') });
  }

  /** With details in the log, and an end for good. */
  async taskSafe(task: TaskContext): Promise<void> {
    try {
      throw new RangeError('Operation failed');
    } catch (error) {
      const { name, message, stack } = error as Error;
      task.log.error(message, { exception: name, stack });
      await this.markFailed(task, message);
    }
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, SafeWorker);
  const run = async (action: string) => {
    const task = await stask.create({ identifier: 'safe', action, maxAttempts: 1 });
    await stask.execute(task);
    return stask.getTask(task.id);
  };
  const plain = await run('plain');
  const safe = await run('safe');
  const [logged] = await safe.getErrorLogs();
  return {
    plain: { status: plain.statusText, message: plain.message, error: plain.error?.['message'] },
    safe: { status: safe.statusText, message: safe.message, exception: logged?.context['exception'] },
  };
}
