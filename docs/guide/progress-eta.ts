import type { Stask } from 'stask';
import { BaseWorker, niceEta, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class LongWorker extends BaseWorker {
  identifier(): string {
    return 'long';
  }

  /** The time left is computed from `processed` and `total`; nothing else is needed. */
  async taskComputed(task: TaskContext): Promise<void> {
    const total = 10_000;
    for (let processed = 1; processed <= total; processed++) task.progress({ processed, total });
    await this.markFinished(task, null, `${total} items processed`);
  }

  /** Whoever knows better gives it as text. */
  async taskOwn(task: TaskContext): Promise<void> {
    const secondsPerStep = 130;
    for (let step = 1; step <= 3; step++) {
      const eta = niceEta((3 - step) * secondsPerStep);
      task.progress({ progress: (step / 3) * 100, eta, message: `Step ${step} of 3` });
    }
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, LongWorker);
  const run = async (action: string) => {
    const { id } = await stask.create({ identifier: 'long', action });
    await stask.execute(id);
    return stask.getTask(id);
  };
  const computed = await run('computed');
  const own = await run('own');
  return {
    computed: await computed.getProgress(),
    own: (await own.getProgressHistory()).map(({ eta }) => eta),
    texts: [12, 130, 3700].map((seconds) => niceEta(seconds)),
  };
}
