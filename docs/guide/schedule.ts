import type { Stask } from 'stask';
import { BaseWorker, type Schedule, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

/** A worker with a `make` action can have a schedule; the runner queues its next run by itself. */
export class FeedWorker extends BaseWorker {
  identifier(): string {
    return 'feed';
  }

  /** Scheduled runs need no check. One that somebody else triggers, such as cron, can ask for the schedule's opinion. */
  async taskMake(task: TaskContext, { manual = true }: { manual?: boolean }): Promise<string | void> {
    if (!manual && !this.shouldRunNow()) {
      await this.markFinished(task, null, 'Left out: outside of the schedule');
      return;
    }
    return `made with the schedule type ${this.getSchedule()?.type ?? 'none'}`;
  }
}

const nightly: Schedule = { type: 'periodic', frequency: 'daily', time: '03:30', timezone: 'UTC' };
const shopHours: Schedule = {
  type: 'regular',
  start_time: '05:00',
  end_time: '23:00',
  interval: 'hourly',
  timezone: 'UTC',
};

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, FeedWorker);
  const after = new Date('2026-05-01T00:00:00Z');
  const previews = {
    nightly: stask.previewSchedule(nightly, { after, count: 2 }),
    shopHours: stask.previewSchedule(shopHours, { after, count: 2 }),
    cron: stask.previewSchedule({ type: 'cron', cron: '0 9 * * MON', timezone: 'UTC' }, { after, count: 2 }),
    once: stask.previewSchedule({ type: 'once', datetime: '2026-06-01T12:00', timezone: 'UTC' }, { after, count: 2 }),
  };

  const { next } = await stask.setSchedule('feed', nightly);
  const [planned] = await stask.tasks.byIdentifier('feed').pending().get();
  await stask.setSchedule('feed', null); // withdraws the planned run

  const manual = await stask.create({ identifier: 'feed', action: 'make' });
  const outside = await stask.create({ identifier: 'feed', action: 'make', data: { manual: false } });
  await stask.processPendingTasks();
  return {
    previews,
    plannedIsNext: planned?.startAt?.getTime() === next[0]?.getTime(),
    pendingAfterwards: await stask.tasks.byIdentifier('feed').pending().count(),
    manual: (await stask.getTask(manual.id)).result,
    outside: (await stask.getTask(outside.id)).message,
  };
}
