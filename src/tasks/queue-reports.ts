import { fieldsOf } from '../check-fields.js';
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
    async getPerformanceMetrics(options) {
      const { hours = 24 } = fieldsOf('getPerformanceMetrics()', options, ['hours']);
      const period = aboveZero('hours', hours);
      return performanceOf(period, await store.figures(period), await store.queueFigures());
    },
    async getWorkerStats(options) {
      const { identifier, hours = 24 } = fieldsOf('getWorkerStats()', options, ['identifier', 'hours']);
      return workerStats(await store.figures(aboveZero('hours', hours), identifier));
    },
    async getPerformanceAlerts(options) {
      const { hours = 24 } = fieldsOf('getPerformanceAlerts()', options, ['hours']);
      const period = aboveZero('hours', hours);
      const alive = (await store.runners()).filter(({ silentMs }) => silentMs < ALIVE_MS);
      return alertsOf(await store.figures(period), await store.queueFigures(), alive.length);
    },
  };
}
