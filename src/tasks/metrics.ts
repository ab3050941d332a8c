import type { ActionFigures, QueueFigures } from '../store/task-figures.js';

/** Figures of the whole queue over the last `hours`, from the rows themselves. */
export interface TaskPerformance {
  readonly hours: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly retries: number;
  /** Share of completed among completed and failed, 0 to 1; null without any. */
  readonly successRate: number | null;
  /** Milliseconds a last attempt took on average; null without any. */
  readonly averageMs: number | null;
  readonly maxMs: number | null;
  /** Milliseconds between being due and being started. */
  readonly averageWaitMs: number | null;
  /** Finished tasks of any outcome per hour. */
  readonly throughputPerHour: number;
  readonly queue: QueueFigures;
}

/** Figures of one action of one worker. */
export interface WorkerStats extends ActionFigures {
  readonly successRate: number | null;
}

export interface TaskAlert {
  readonly code: 'failure-rate' | 'backlog' | 'expired-leases' | 'stuck-tasks' | 'no-runner';
  readonly severity: 'warning' | 'critical';
  readonly message: string;
  readonly value: number;
}

export function workerStats(figures: readonly ActionFigures[]): WorkerStats[] {
  return figures.map((one) => ({ ...one, successRate: share(one.completed, one.completed + one.failed) }));
}

export function performanceOf(hours: number, figures: readonly ActionFigures[], queue: QueueFigures): TaskPerformance {
  const completed = sum(figures, (one) => one.completed);
  const failed = sum(figures, (one) => one.failed);
  const cancelled = sum(figures, (one) => one.cancelled);
  return {
    hours,
    completed,
    failed,
    cancelled,
    retries: sum(figures, (one) => one.retries),
    successRate: share(completed, completed + failed),
    averageMs: weighted(figures, (one) => one.averageMs),
    maxMs: figures.reduce<number | null>((max, { maxMs }) => (maxMs === null ? max : Math.max(max ?? 0, maxMs)), null),
    averageWaitMs: weighted(figures, (one) => one.averageWaitMs),
    throughputPerHour: (completed + failed + cancelled) / hours,
    queue,
  };
}

const BACKLOG_MS = 15 * 60_000;
const MIN_FINISHED = 5;

/** What an admin should look at; each alert is a fact with its figure and what to do. */
export function alertsOf(figures: readonly ActionFigures[], queue: QueueFigures, liveRunners: number): TaskAlert[] {
  const alerts: TaskAlert[] = [];
  for (const { identifier, action, completed, failed } of figures) {
    const rate = share(failed, completed + failed) ?? 0;
    if (completed + failed < MIN_FINISHED || rate < 0.2) continue;
    const text = `${failed} of ${completed + failed} runs of ${identifier}.${action} failed. See \`stask tasks --status failed\`.`;
    alerts.push({ code: 'failure-rate', severity: rate >= 0.5 ? 'critical' : 'warning', message: text, value: rate });
  }
  if (queue.pending > 0 && liveRunners === 0) {
    const text = `${queue.pending} tasks are ready and no runner is alive. Start one with \`stask work\`.`;
    alerts.push({ code: 'no-runner', severity: 'critical', message: text, value: queue.pending });
  }
  if ((queue.oldestPendingMs ?? 0) > BACKLOG_MS) {
    const minutes = Math.round((queue.oldestPendingMs ?? 0) / 60_000);
    const text = `The oldest ready task waits for ${minutes} minutes. Start more runners or raise the concurrency.`;
    alerts.push({ code: 'backlog', severity: 'warning', message: text, value: queue.oldestPendingMs ?? 0 });
  }
  if (queue.expired > 0) {
    const text = `${queue.expired} tasks belong to a runner that went silent; a live runner takes them back.`;
    alerts.push({ code: 'expired-leases', severity: 'warning', message: text, value: queue.expired });
  }
  if (queue.stuck > 0) {
    const text = `${queue.stuck} tasks were asked to stop and go on. Their handlers should watch \`task.signal\`.`;
    alerts.push({ code: 'stuck-tasks', severity: 'warning', message: text, value: queue.stuck });
  }
  return alerts;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const sum = (figures: readonly ActionFigures[], of: (one: ActionFigures) => number): number =>
  figures.reduce((total, one) => total + of(one), 0);

function weighted(figures: readonly ActionFigures[], of: (one: ActionFigures) => number | null): number | null {
  let total = 0;
  let runs = 0;
  for (const one of figures) {
    const value = of(one);
    const weight = one.completed + one.failed;
    if (value === null || weight === 0) continue;
    total += value * weight;
    runs += weight;
  }
  return runs === 0 ? null : total / runs;
}
