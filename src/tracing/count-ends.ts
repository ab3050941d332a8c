import type { StaskEvents, TaskFacts } from '../events.js';
import { destinationOf } from './attributes.js';
import { isMetered, type Otel } from './otel.js';

/** Counts tasks that are over, however they came to their end: here, by a rescue, or cancelled in the queue. */
export function countEnds(events: StaskEvents, otel: Otel): void {
  if (!isMetered(otel)) return;
  const finished = otel.meter.createCounter('stask.task.finished', { unit: '{task}', description: 'Tasks that ended' });
  const count =
    (outcome: string) =>
    (facts: TaskFacts): void =>
      finished.add(1, {
        'messaging.system': 'stask',
        'messaging.destination.name': destinationOf(facts),
        'stask.task.outcome': outcome,
      });
  events.on('task.completed', count('completed'));
  events.on('task.failed', count('failed'));
  events.on('task.cancelled', count('cancelled'));
}
