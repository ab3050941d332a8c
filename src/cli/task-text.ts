import type { StatusText, Task, TaskAttempt } from '../index.js';
import type { Paint } from './paint.js';
import { oneLine } from './text.js';

/** `#12 product.import` */
export const taskLabel = ({ id, identifier, action }: { id: number; identifier: string; action: string }): string =>
  `#${id} ${identifier}.${action}`;

/** How a task or one of its attempts stands. */
export function paintOutcome(paint: Paint, outcome: StatusText | TaskAttempt['outcome']): (text: string) => string {
  if (outcome === 'completed') return paint.good;
  if (outcome === 'failed' || outcome === 'lost') return paint.bad;
  return outcome === 'cancelled' ? paint.warn : paint.name;
}

/** One line about where a task stands: label, state, message. */
export function formatOutcome(task: Task, paint: Paint): string {
  const word = paintOutcome(paint, task.statusText)(task.statusText);
  const took = task.isFinished() && task.durationMs !== null ? paint.dim(` in ${formatDuration(task.durationMs)}`) : '';
  return `${taskLabel(task)}  ${word}${took}  ${oneLine(task.message)}`.trimEnd();
}

/** Every fact of a task, one to a line; empty ones are left out. */
export function formatTask(task: Task, paint: Paint): string {
  const json = task.toJSON();
  const facts: Array<readonly [name: string, value: unknown]> = [
    ['priority', json.priority],
    ['progress', `${json.progress}%`],
    ['attempts', `${json.attempts} of ${json.maxAttempts}`],
    ['user', json.userId],
    ['unique key', json.uniqueKey],
    ['created', json.createdAt],
    ['start at', json.startAt],
    ['finished', json.finishedAt],
    ['cancel asked', json.cancelRequestedAt],
    ['data', Object.keys(json.data).length === 0 ? null : json.data],
    ['result', json.result],
    ['error', json.error?.['message'] ?? json.error],
  ];
  const lines = facts
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `  ${paint.dim(name.padEnd(12))}  ${oneLine(textOf(value))}\n`);
  return `${formatOutcome(task, paint)}\n${lines.join('')}`;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));

/** `340 ms`, `2.5 s`, `4m 10s`, `2h 5m` */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m ${seconds % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
