import type { Runner } from '#src/tasks/runner-options.js';
import type { AdminWorld } from './admin-world.js';
import { addPastDay } from './past-day.js';
import { waitUntil } from './wait-until.js';

export interface FilledWorld {
  readonly runner: Runner;
  /** A task that runs until it is cancelled. */
  readonly longId: number;
  readonly failedId: number;
  /** Completed, with an object as its result. */
  readonly doneId: number;
  /** Completed, with rows as its result. */
  readonly rowsId: number;
  /** Completed, with a CSV file as its result. */
  readonly fileId: number;
  /** Completed at its third attempt. */
  readonly retriedId: number;
}

/** Tasks in every state, a schedule and a runner: what an admin meets on an ordinary day. */
export async function fillWorld({ stask }: AdminWorld): Promise<FilledWorld> {
  const create = async (identifier: string, action: string, more: object = {}): Promise<number> =>
    (await stask.create({ identifier, action, data: {}, userId: 'olena', ...more })).id;
  await addPastDay(stask);
  for (let count = 0; count < 6; count++) await create('reports', 'make');
  const doneId = await create('reports', 'build_report', {
    data: { period: 'month', format: 'csv' },
    priority: 'high',
  });
  const rowsId = await create('stock', 'count');
  const fileId = await create('stock', 'export_levels', { data: { folder: stask.options.storagePath } });
  const retriedId = await create('stock', 'ask_supplier');
  const failedId = await create('reports', 'reconcile');
  const later = await create('reports', 'make', { startAt: new Date(Date.now() + 86_400_000) });
  await stask.cancel(later);
  await stask.setSchedule('reports', {
    type: 'periodic',
    frequency: 'daily',
    time: '03:00',
    timezone: 'Europe/Berlin',
  });
  const runner = stask.work({ concurrency: 2 });
  const longId = await create('reports', 'rebuild_index');
  await waitUntil('the tasks have run', async () => {
    const { statusText } = await stask.getTask(longId);
    const { pending } = await stask.getStats();
    return statusText === 'running' && pending <= 1;
  });
  return { runner, longId, failedId, doneId, rowsId, fileId, retriedId };
}
