import type { TasksParts } from './tasks.js';
import { wholeNumber } from './check-number.js';
import { createClaimer } from './claimer.js';
import type { Executor } from './executor.js';
import { rescueExpired } from './rescue.js';
import { resolveRunnerOptions } from './runner-options.js';

export interface PendingParts extends Pick<TasksParts, 'store' | 'workers' | 'events' | 'storagePath'> {
  readonly random: () => number;
  readonly runner: string;
  readonly executor: () => Executor;
}

/** Runs up to `batchSize` tasks that are due, `concurrency` at once, and returns how many ran. */
export async function processPending(
  parts: PendingParts,
  { batchSize = 10, concurrency = batchSize }: { batchSize?: number; concurrency?: number },
): Promise<number> {
  const { store, workers, runner, executor } = parts;
  const wanted = wholeNumber('batchSize', batchSize);
  const options = resolveRunnerOptions({ concurrency });
  await rescueExpired(parts);
  await store.promoteDue();
  const claimer = createClaimer({ store, workers, runner, options });
  let claimed = 0;

  async function lane(): Promise<void> {
    while (claimed < wanted) {
      claimed++;
      const [row] = await claimer.claim(1);
      if (row === undefined) {
        claimed--;
        return;
      }
      await executor().execute(row);
      claimer.freed(row);
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, wanted) }, lane));
  return claimed;
}
