import type { Runner } from '#src/tasks/runner-options.js';
import type { AdminWorld } from './admin-world.js';
import { waitUntil } from './wait-until.js';

export interface FilledWorld {
  readonly runner: Runner;
  /** A task that runs until it is cancelled. */
  readonly longId: number;
  readonly failedId: number;
  readonly doneId: number;
}

/** Tasks in every state, a schedule and a runner: what an admin meets on an ordinary day. */
export async function fillWorld({ stask }: AdminWorld): Promise<FilledWorld> {
  const create = async (action: string, more: object = {}): Promise<number> =>
    (await stask.create({ identifier: 'reports', action, data: {}, userId: 'olena', ...more })).id;
  for (let count = 0; count < 6; count++) await create('make');
  const doneId = await create('build_report', { data: { period: 'month', format: 'csv' }, priority: 'high' });
  const failedId = await create('reconcile');
  const later = await create('make', { startAt: new Date(Date.now() + 86_400_000) });
  await stask.cancel(later);
  await stask.setSchedule('reports', {
    type: 'periodic',
    frequency: 'daily',
    time: '03:00',
    timezone: 'Europe/Berlin',
  });
  const runner = stask.work({ concurrency: 2 });
  const longId = await create('rebuild_index');
  await waitUntil('the tasks have run', async () => {
    const { pending, completed, failed, running } = await stask.getStats();
    return completed >= 7 && failed >= 1 && running >= 1 && pending <= 1;
  });
  return { runner, longId, failedId, doneId };
}
