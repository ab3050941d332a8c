import type { TaskSummary } from '../../api.js';

export function isOver({ statusText }: TaskSummary): boolean {
  return statusText === 'completed' || statusText === 'failed' || statusText === 'cancelled';
}

export function isRunning({ statusText }: TaskSummary): boolean {
  return statusText === 'running' || statusText === 'preparing';
}

/** Waits for a moment that is still to come. */
export function isPlanned({ statusText, startAt }: TaskSummary, nowMs: number): boolean {
  return statusText === 'pending' && startAt !== null && Date.parse(startAt) > nowMs;
}

export function canCancel(task: TaskSummary): boolean {
  return !isOver(task) && task.cancelRequestedAt === null;
}

/** How long the task ran, or has been running until `nowMs`; undefined before its first attempt. */
export function durationMsOf(task: TaskSummary, nowMs: number): number | undefined {
  if (task.durationMs !== null) return task.durationMs;
  return task.startedAt === null || isOver(task) ? undefined : Math.max(0, nowMs - Date.parse(task.startedAt));
}

/** The newer of two states of one task; events may come late, behind the answer of a request. */
export function newer<T extends TaskSummary>(known: T, event: TaskSummary): T {
  if (isOver(known) && !isOver(event) && event.attempts <= known.attempts) return known;
  return { ...known, ...event };
}
