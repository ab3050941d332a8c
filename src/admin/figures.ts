import type { Stask } from '../stask.js';
import {
  countUnfinished,
  endsByHour,
  nextPlanned,
  troubleFigures,
  type OnlyWorkers,
} from '../typeorm/admin-figures.js';
import type { HourFigures, TroubleFigures } from '../typeorm/admin-figures.js';
import { performanceOf, type TaskAlert, type TaskPerformance, type WorkerStats } from '../tasks/metrics.js';
import type { TaskStats } from '../tasks/tasks.js';
import { queueFigures } from '../typeorm/task-figures.js';
import type { LightTask } from '../typeorm/task-rows-light.js';
import { workerActivities, type WorkerActivity } from '../typeorm/worker-activity.js';
import type { Overview, StatusWord } from './api.js';
import { createMemory } from './remembered.js';

const HOUR_MS = 3_600_000;
/** Counters of unfinished tasks go up to here. */
export const COUNTED_TO = 100_000;

export interface OverviewFigures {
  readonly counters: Record<StatusWord, number>;
  readonly throughput: Overview['throughput'];
  readonly trouble: TroubleFigures;
  readonly next: LightTask[];
}

/** `at` says when they were computed: what was asked for a while ago is answered at once, and computed anew behind that. */
type PerformanceAnswer = TaskPerformance & { readonly workers: WorkerStats[]; readonly at: string };

const NO_ACTIVITY: WorkerActivity = { lastRun: null, failureRate: null, nextRunAt: null };

/** Figures that are dear on a big table, remembered for a moment and shared by everybody who looks. */
export function createFigures(stask: Pick<Stask, 'database' | 'getStats' | 'getWorkerStats' | 'getPerformanceAlerts'>) {
  const { database } = stask;
  const unfinished = createMemory<Awaited<ReturnType<typeof countUnfinished>>>({ freshMs: 2_000, staleMs: 60_000 });
  const ends = createMemory<HourFigures[]>({ freshMs: 5_000, staleMs: 120_000 });
  const activity = createMemory<ReadonlyMap<string, WorkerActivity>>({ freshMs: 2_000, staleMs: 60_000 });
  const performance = createMemory<PerformanceAnswer>({ freshMs: 10_000, staleMs: 300_000 });
  const stats = createMemory<TaskStats>({ freshMs: 2_000, staleMs: 60_000 });
  const alerts = createMemory<TaskAlert[]>({ freshMs: 10_000, staleMs: 300_000 });
  return {
    async overview(workers: OnlyWorkers): Promise<OverviewFigures> {
      const key = workers === undefined ? 'all' : JSON.stringify(workers);
      const firstHour = new Date((Math.floor(Date.now() / HOUR_MS) - 23) * HOUR_MS);
      const [waiting, hours, trouble, next] = await Promise.all([
        unfinished.get(key, () => countUnfinished(database, workers, COUNTED_TO)),
        ends.get(`${key} ${firstHour.getTime()}`, () => endsByHour(database, workers, firstHour)),
        troubleFigures(database, workers),
        nextPlanned(database, workers, 10),
      ]);
      const amount = (...statuses: Array<5 | 7 | 10 | 30 | 50>): number =>
        statuses.reduce((sum, status) => sum + (waiting.get(status) ?? 0), 0);
      const ended = (status: number): number =>
        hours.reduce((sum, figure) => sum + (figure.status === status ? figure.count : 0), 0);
      return {
        counters: {
          pending: Math.min(COUNTED_TO, amount(5, 7, 10)),
          preparing: amount(30),
          running: amount(50),
          completed: ended(80),
          failed: ended(100),
          cancelled: ended(110),
        },
        throughput: bucketsOf(hours, firstHour),
        trouble,
        next,
      };
    },
    async workers(identifiers: readonly string[]): Promise<(identifier: string) => WorkerActivity> {
      const found = await activity.get(identifiers.toSorted().join('\n'), () =>
        workerActivities(database, identifiers),
      );
      return (identifier) => found.get(identifier) ?? NO_ACTIVITY;
    },
    performance: (hours: number) =>
      performance.get(String(hours), async () => {
        const workers = await stask.getWorkerStats({ hours });
        const metrics = performanceOf(hours, workers, await queueFigures(database));
        return { ...metrics, workers, at: new Date().toISOString() };
      }),
    stats: () => stats.get('', () => stask.getStats()),
    alerts: (hours: number) => alerts.get(String(hours), () => stask.getPerformanceAlerts({ hours })),
    /** After a change here, so that whoever made it sees it. */
    forget(): void {
      unfinished.clear();
      ends.clear();
      activity.clear();
      stats.clear();
    },
  };
}

function bucketsOf(hours: readonly HourFigures[], firstHour: Date): Overview['throughput'] {
  const count = (hour: string, status: number): number =>
    hours.find((figure) => figure.hour === hour && figure.status === status)?.count ?? 0;
  return Array.from({ length: 24 }, (_, index) => {
    const from = new Date(firstHour.getTime() + index * HOUR_MS).toISOString();
    const hour = from.slice(0, 13).replace('T', ' ');
    return { from, completed: count(hour, 80), failed: count(hour, 100) };
  });
}
