import type { Stask } from 'stask';
import { defineWorker, type BaseWorker } from 'stask/worker';
import { useWorker } from './use-worker.js';

export const ReportWorker = defineWorker({
  identifier: 'report',
  actions: {
    generate: (_task, { month = 'none' }: { month?: string }) => `report of ${month}`,
    /** A worker queues further tasks of its own. */
    async all(this: BaseWorker) {
      for (const month of ['2026-01', '2026-02']) await this.createTask('generate', { month }, { priority: 'low' });
    },
  },
});

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, ReportWorker);
  const identifier = 'report';

  const urgent = await stask.create({
    identifier,
    action: 'generate',
    data: { month: '2026-03' },
    priority: 'high',
    userId: 42,
  });

  // Planned, with a limit of attempts of its own.
  const tomorrow = new Date(Date.now() + 86_400_000);
  const planned = await stask.create({ identifier, action: 'generate', startAt: tomorrow, maxAttempts: 5 });

  // While a task with this key is unfinished, a second create gives that one.
  const first = await stask.create({ identifier, action: 'generate', uniqueKey: 'monthly' });
  const { task: same, created } = await stask.createOrGet({ identifier, action: 'generate', uniqueKey: 'monthly' });

  // Many at once: all of them or none.
  const many = await stask.createMany(
    ['2026-04', '2026-05', '2026-06'].map((month) => ({ identifier, action: 'generate', data: { month } })),
  );

  await stask.execute(await stask.create({ identifier, action: 'all' }));
  const fromWorker = await stask.tasks.byIdentifier('report').pending().orderBy('createdAt').get();
  return {
    urgent: urgent.toJSON(),
    planned: { status: planned.statusText, maxAttempts: planned.maxAttempts, startAt: planned.startAt },
    same: { id: same.id === first.id, created },
    many: many.length,
    fromWorker: fromWorker.filter(({ priority }) => priority === 'low').map(({ data }) => data),
  };
}
