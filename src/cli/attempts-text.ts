import type { TaskAttempt } from '../index.js';
import type { Paint } from './paint.js';
import { formatTable } from './table.js';
import { formatDuration, paintOutcome } from './task-text.js';

/** The attempts of a task as a table, a line for each; empty when nothing has started. */
export function formatAttempts(attempts: readonly TaskAttempt[], paint: Paint, width?: number): string {
  if (attempts.length === 0) return '';
  const columns = [
    { title: 'ATTEMPT', value: ({ n }: TaskAttempt) => n },
    { title: 'STARTED', value: ({ startedAt }: TaskAttempt) => startedAt?.toISOString() ?? '' },
    { title: 'TOOK', value: took },
    {
      title: 'OUTCOME',
      value: ({ outcome }: TaskAttempt) => outcome,
      paint: (text: string, { outcome }: TaskAttempt) => paintOutcome(paint, outcome)(text),
    },
    { title: 'RUNNER', value: ({ runner }: TaskAttempt) => runner?.slice(0, 8) ?? '' },
    { title: 'MESSAGE', value: whatWasSaid, flexible: true },
  ];
  return `\n${formatTable(attempts, columns, paint, width)}`;
}

function took({ startedAt, endedAt }: TaskAttempt): string {
  if (startedAt === null || endedAt === null) return '';
  return formatDuration(Math.max(0, endedAt.getTime() - startedAt.getTime()));
}

/** `RangeError: the disk is full`; a plain `Error` needs no name. */
function whatWasSaid({ error, message }: TaskAttempt): string {
  return [error === 'Error' ? null : error, message].filter((part) => part !== null).join(': ');
}
