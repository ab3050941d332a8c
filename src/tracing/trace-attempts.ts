import type { Attributes } from '@opentelemetry/api';
import type { ClaimedTask } from '../store/task-row.js';
import { UNTRACED, type AttemptEnd, type TaskTracing } from '../tasks/task-tracing.js';
import { destinationOf, errorType, operation } from './attributes.js';
import { DURATION_BUCKETS } from './duration-buckets.js';
import { isMetered, tracingCheck, type Otel } from './otel.js';
import { readTraceparent } from './traceparent.js';

/** A consumer span for each attempt: a trace of its own, linked to the create, with the handler inside. */
export function traceAttempts(otel: Otel): TaskTracing {
  const { api, tracer, meter } = otel;
  const metered = isMetered(otel);
  const isTraced = tracingCheck(otel);
  const consumed = meter.createCounter('messaging.client.consumed.messages', {
    unit: '{message}',
    description: 'Attempts started',
  });
  const duration = meter.createHistogram('messaging.process.duration', {
    unit: 's',
    description: 'Time of one attempt',
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });
  const waited = meter.createHistogram('stask.task.wait.duration', {
    unit: 's',
    description: 'Time between being due and the start of the attempt, by the clocks of database and host',
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });

  return {
    attempt(row, runner) {
      if (!metered && !isTraced()) return UNTRACED;
      const attributes = operation('process', 'process', destinationOf(row));
      const creator = readTraceparent(row.traceparent);
      const span = tracer.startSpan(
        `process ${destinationOf(row)}`,
        {
          root: true,
          kind: api.SpanKind.CONSUMER,
          links: creator === undefined ? [] : [{ context: creator }],
          attributes: { ...attributes, ...attemptAttributes(row, runner) },
        },
        api.ROOT_CONTEXT,
      );
      consumed.add(1, attributes);
      waited.record(Math.max(0, Date.now() - row.availableAt.getTime()) / 1000, attributes);
      const inside = api.trace.setSpan(api.ROOT_CONTEXT, span);
      return {
        within: (call) => api.context.with(inside, call),
        end({ outcome, durationMs, error }: AttemptEnd) {
          const failure: Attributes = error === undefined ? {} : { 'error.type': errorType(error) };
          const how = { 'stask.attempt.outcome': outcome, ...failure };
          if (error !== undefined) {
            const exception = exceptionOf(error);
            span.recordException(exception);
            span.setStatus({ code: api.SpanStatusCode.ERROR, message: exception.message });
          }
          span.setAttributes(how).end();
          duration.record(durationMs / 1000, { ...attributes, ...how });
        },
      };
    },
  };
}

const attemptAttributes = (row: ClaimedTask, runner: string): Attributes => ({
  'messaging.message.id': String(row.id),
  'messaging.client.id': runner,
  'stask.task.attempt': row.attempts,
  'stask.task.max_attempts': row.maxAttempts,
});

function exceptionOf({ name, message, stack }: NonNullable<AttemptEnd['error']>) {
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : '',
    ...(typeof stack === 'string' && { stack }),
  };
}
