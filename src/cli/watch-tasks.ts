import type { EventEmitter } from 'node:events';
import type { StaskEventMap, StaskEvents } from '../events.js';
import type { ProgressView } from './progress-view.js';
import type { Paint } from './paint.js';
import { formatDuration, taskLabel } from './task-text.js';
import { oneLine } from './text.js';

type Facts = StaskEventMap['task.started'][0];
type Ending = Facts & { readonly message: string; readonly durationMs?: number; readonly delayMs?: number };

/**
 * Shows every task that runs in this process, until `close`.
 * @param options.ends false when the command's answer tells how the task ended
 */
export function watchTasks(
  events: StaskEvents,
  view: ProgressView,
  paint: Paint,
  { ends = true }: { readonly ends?: boolean } = {},
): { close(): void } {
  const labels = new Map<number, string>();
  const ended = (word: string) => (facts: Omit<Ending, 'runner' | 'fence'>) => {
    labels.delete(facts.id);
    if (!ends) return view.finish(facts.id);
    const took = facts.durationMs === undefined ? '' : paint.dim(` in ${formatDuration(facts.durationMs)}`);
    const again = facts.delayMs === undefined ? '' : paint.dim(` in ${formatDuration(facts.delayMs)}`);
    view.finish(facts.id, `${taskLabel(facts)}  ${word}${took}${again}  ${oneLine(facts.message)}`.trimEnd());
  };
  const listeners = {
    'task.started': (facts) => {
      const label = taskLabel(facts);
      labels.set(facts.id, label);
      view.show(facts.id, { label, progress: 0, message: attemptText(facts) });
    },
    'task.progress': (facts) => {
      const label = labels.get(facts.id);
      if (label !== undefined) view.show(facts.id, { ...facts, label });
    },
    'task.completed': ended(paint.good('completed')),
    'task.failed': ended(paint.bad('failed')),
    'task.retrying': (facts) =>
      ended(paint.warn(facts.error === null ? 'asks to run again' : 'failed, next attempt'))(facts),
    'task.cancelled': ended(paint.warn('cancelled')),
    'task.stuck': ({ id, identifier, action }) =>
      view.say(
        paint.warn(
          `${taskLabel({ id, identifier, action })} was asked to stop and goes on; it should watch task.signal.`,
        ),
      ),
    'task.refused': ({ id, identifier, action, reason }) => {
      labels.delete(id);
      view.finish(id, `${taskLabel({ id, identifier, action })}  ${paint.warn('refused')}  ${oneLine(reason)}`);
    },
    'runner.error': ({ doing, error }) =>
      view.say(
        `${paint.bad('error')} while ${doing}: ${oneLine(error instanceof Error ? error.message : String(error))}`,
      ),
  } satisfies { [N in keyof StaskEventMap]?: (facts: StaskEventMap[N][0]) => void };

  const emitter = events as EventEmitter;
  for (const [name, listener] of Object.entries(listeners)) emitter.on(name, listener);
  return {
    close() {
      for (const [name, listener] of Object.entries(listeners)) emitter.off(name, listener);
    },
  };
}

const attemptText = ({ attempts, maxAttempts }: Facts): string =>
  attempts > 1 ? `attempt ${attempts} of ${maxAttempts}` : '';
