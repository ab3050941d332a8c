import type { TaskStore } from '../store/task-store.js';
import { aboveZero } from './check-number.js';
import { alertsOf, performanceOf, workerStats } from './metrics.js';
import type { Tasks } from './tasks.js';

/** A runner that was seen this recently counts as alive. */
const ALIVE_MS = 60_000;

type QueueReports = Pick<Tasks, 'getStats' | 'getPerformanceMetrics' | 'getWorkerStats' | 'getPerformanceAlerts'>;

/** Counts, figures and alerts, each from the rows as they are now. */
export function createQueueReports(
  store: Pick<TaskStore, 'stats' | 'figures' | 'queueFigures' | 'runners'>,
): QueueReports {
  return {
    getStats: () => store.stats(),
    async getPerformanceMetrics({ hours = 24 } = {}) {
      const period = aboveZero('hours', hours);
      return performanceOf(period, await store.figures(period), await store.queueFigures());
    },
    getWorkerStats: async ({ identifier, hours = 24 } = {}) =>
      workerStats(await store.figures(aboveZero('hours', hours), identifier)),
    async getPerformanceAlerts({ hours = 24 } = {}) {
      const period = aboveZero('hours', hours);
      const alive = (await store.runners()).filter(({ silentMs }) => silentMs < ALIVE_MS);
      return alertsOf(await store.figures(period), await store.queueFigures(), alive.length);
    },
  };
}
