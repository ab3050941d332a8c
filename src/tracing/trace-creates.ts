import type { Attributes, Span } from '@opentelemetry/api';
import type { InsertedTask, NewTask } from '../store/new-task.js';
import type { TaskStore } from '../store/task-store.js';
import { destinationOf, errorType, operation } from './attributes.js';
import { DURATION_BUCKETS } from './duration-buckets.js';
import { isMetered, tracingCheck, type Otel } from './otel.js';
import { writeTraceparent } from './traceparent.js';

/** The store with a producer span for each create; the tasks carry its context in `traceparent`. */
export function traceCreates(store: TaskStore, otel: Otel): TaskStore {
  const { api, tracer, meter } = otel;
  const metered = isMetered(otel);
  const isTraced = tracingCheck(otel);
  const sent = meter.createCounter('messaging.client.sent.messages', {
    unit: '{message}',
    description: 'Tasks created',
  });
  const duration = meter.createHistogram('messaging.client.operation.duration', {
    unit: 's',
    description: 'Time to create tasks',
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });

  async function traced<T>(
    name: string,
    tasks: readonly NewTask[],
    insert: (mark: (task: NewTask) => NewTask) => Promise<T>,
    insertedIn: (answer: T) => readonly InsertedTask[],
  ): Promise<T> {
    const attributes = operation(name, 'send', onlyDestination(tasks));
    const span = tracer.startSpan(spanName(attributes), {
      kind: api.SpanKind.PRODUCER,
      attributes: { ...attributes, ...(tasks.length !== 1 && { 'messaging.batch.message_count': tasks.length }) },
    });
    const startedAt = performance.now();
    let failure: Attributes = {};
    try {
      const answer = await api.context.with(api.trace.setSpan(api.context.active(), span), insert, undefined, marked);
      tell(span, name, insertedIn(answer));
      return answer;
    } catch (error) {
      failure = { 'error.type': errorType(error) };
      span.recordException(error as Error);
      span.setAttributes(failure).setStatus({ code: api.SpanStatusCode.ERROR });
      throw error;
    } finally {
      duration.record((performance.now() - startedAt) / 1000, { ...attributes, ...failure });
      span.end();
    }

    function marked(task: NewTask): NewTask {
      const context = span.spanContext();
      return api.isSpanContextValid(context) ? { ...task, traceparent: writeTraceparent(context) } : task;
    }
  }

  function tell(span: Span, name: string, inserted: readonly InsertedTask[]): void {
    const [only] = inserted;
    if (inserted.length === 1 && only !== undefined)
      span.setAttributes({ 'messaging.message.id': String(only.row.id), 'stask.task.created': only.created });
    const counts = new Map<string, number>();
    for (const { row, created } of inserted)
      if (created) counts.set(destinationOf(row), (counts.get(destinationOf(row)) ?? 0) + 1);
    for (const [destination, count] of counts) sent.add(count, operation(name, 'send', destination));
  }

  return {
    ...store,
    insert(tasks) {
      if (!metered && !isTraced()) return store.insert(tasks);
      return traced(
        tasks.length === 1 ? 'create' : 'create_many',
        tasks,
        (mark) => store.insert(tasks.map(mark)),
        (inserted) => inserted,
      );
    },
    links: {
      ...store.links,
      insertGroup: (title, onComplete, members) =>
        traced(
          'create_group',
          members,
          (mark) => store.links.insertGroup(title, onComplete && mark(onComplete), members.map(mark)),
          ({ tasks }) => tasks,
        ),
    },
  };
}

/** The one destination of all, or undefined. */
function onlyDestination(tasks: readonly NewTask[]): string | undefined {
  const names = new Set(tasks.map(destinationOf));
  return names.size === 1 ? [...names][0] : undefined;
}

const spanName = (attributes: Attributes): string =>
  [attributes['messaging.operation.name'], attributes['messaging.destination.name']].filter(Boolean).join(' ');
