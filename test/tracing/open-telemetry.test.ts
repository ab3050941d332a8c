import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import type { Stask } from 'stask';
import { defineWorker } from 'stask/worker';
import { withHost } from '../guide/host.js';

const spans = new InMemorySpanExporter();
const figures = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: figures, exportIntervalMillis: 3_600_000 });

const Mail = defineWorker({
  identifier: 'mail',
  actions: {
    send: () => trace.getTracer('of the worker').startActiveSpan('smtp', (span) => span.end()),
    fail: {
      maxAttempts: 1,
      run: () => {
        throw new TypeError('No address');
      },
    },
    flaky: {
      backoff: 0,
      run: ({ attempt }) => {
        if (attempt === 1) throw new Error('Once');
      },
    },
    cancels: { run: () => undefined },
  },
});

before(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
});
after(async () => {
  await reader.shutdown();
});
beforeEach(() => spans.reset());

const withMail = (use: (stask: Stask) => Promise<void>): Promise<void> =>
  withHost(async (stask) => {
    await stask.registerWorker(Mail);
    await stask.activateWorker('mail');
    await use(stask);
  });

const named = (name: string): ReadableSpan[] => spans.getFinishedSpans().filter((span) => span.name === name);

function one(name: string): ReadableSpan {
  const found = named(name);
  assert.equal(
    found.length,
    1,
    `${name} among ${spans
      .getFinishedSpans()
      .map((span) => span.name)
      .join(', ')}`,
  );
  return found[0]!;
}

describe('OpenTelemetry', () => {
  test('a create is a producer span in the trace of its caller, an attempt a consumer span linked to it', async () => {
    await withMail(async (stask) => {
      const task = await trace.getTracer('of the host').startActiveSpan('request', async (span) => {
        const created = await stask.create({ identifier: 'mail', action: 'send' });
        span.end();
        return created;
      });
      await stask.execute(task);

      const request = one('request');
      const create = one('create mail.send');
      assert.equal(create.kind, SpanKind.PRODUCER);
      assert.equal(create.parentSpanContext?.spanId, request.spanContext().spanId);
      assert.deepEqual(create.attributes, {
        'messaging.system': 'stask',
        'messaging.operation.name': 'create',
        'messaging.operation.type': 'send',
        'messaging.destination.name': 'mail.send',
        'messaging.message.id': String(task.id),
        'stask.task.created': true,
      });

      const process = one('process mail.send');
      assert.equal(process.kind, SpanKind.CONSUMER);
      assert.equal(process.parentSpanContext, undefined);
      assert.deepEqual(
        process.links.map((link) => [link.context.traceId, link.context.spanId]),
        [[create.spanContext().traceId, create.spanContext().spanId]],
      );
      const { 'messaging.client.id': runner, ...attributes } = process.attributes;
      assert.equal(typeof runner, 'string');
      assert.deepEqual(attributes, {
        'messaging.system': 'stask',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'mail.send',
        'messaging.message.id': String(task.id),
        'stask.task.attempt': 1,
        'stask.task.max_attempts': 3,
        'stask.attempt.outcome': 'completed',
      });
      assert.equal(one('smtp').parentSpanContext?.spanId, process.spanContext().spanId);
    });
  });

  test('a failed attempt has the error, and each attempt its own span', async () => {
    await withMail(async (stask) => {
      await stask.execute(await stask.create({ identifier: 'mail', action: 'fail' }));
      const failed = one('process mail.fail');
      assert.deepEqual(failed.status, { code: SpanStatusCode.ERROR, message: 'No address' });
      assert.equal(failed.attributes['error.type'], 'TypeError');
      assert.equal(failed.events[0]?.attributes?.['exception.message'], 'No address');

      const flaky = await stask.create({ identifier: 'mail', action: 'flaky' });
      await stask.execute(flaky);
      await stask.execute(flaky);
      assert.deepEqual(
        named('process mail.flaky').map(({ attributes, links }) => [
          attributes['stask.task.attempt'],
          attributes['stask.attempt.outcome'],
          links.length,
        ]),
        [
          [1, 'retried', 1],
          [2, 'completed', 1],
        ],
      );
    });
  });

  test('many tasks and groups are one span each, and a refused create has its error', async () => {
    await withMail(async (stask) => {
      const request = { identifier: 'mail', action: 'send' };
      await stask.createMany([request, request]);
      assert.equal(one('create_many mail.send').attributes['messaging.batch.message_count'], 2);
      const { tasks } = await stask.createGroup({
        tasks: [request, { identifier: 'mail', action: 'flaky' }],
        onComplete: { identifier: 'mail', action: 'cancels' },
      });
      const group = one('create_group');
      for (const task of tasks) await stask.execute(task);
      const links = [...named('process mail.send'), ...named('process mail.flaky')].map((span) => span.links[0]);
      assert.ok(links.every((link) => link?.context.spanId === group.spanContext().spanId));

      const first = await stask.create({ ...request, uniqueKey: 'k' });
      const again = await stask.create({ ...request, uniqueKey: 'k' });
      assert.equal(again.id, first.id);
      await assert.rejects(stask.create({ ...request, after: [999_999] }));
      assert.deepEqual(
        named('create mail.send').map(({ attributes }) => [attributes['stask.task.created'], attributes['error.type']]),
        [
          [true, undefined],
          [false, undefined],
          [undefined, 'STASK_TASK_NOT_FOUND'],
        ],
      );
    });
  });

  test('metrics count what was created, started and ended, and measure attempts and waiting', async () => {
    await withMail(async (stask) => {
      const cancelled = await stask.create({ identifier: 'mail', action: 'cancels' });
      await stask.cancel(cancelled);
      await reader.forceFlush();
      assert.equal(sum('messaging.client.sent.messages', of('fail')), 1);
      assert.equal(sum('messaging.client.sent.messages', of('send')), 5, 'one by one, two, in a group, one of two');
      assert.equal(sum('messaging.client.operation.duration', ['error.type', 'STASK_TASK_NOT_FOUND']), 1);
      assert.equal(sum('messaging.client.consumed.messages', of('flaky')), 3);
      assert.equal(sum('messaging.process.duration', of('flaky'), ['stask.attempt.outcome', 'retried']), 2);
      assert.equal(sum('messaging.process.duration', of('fail'), ['error.type', 'TypeError']), 1);
      assert.equal(sum('stask.task.wait.duration', of('flaky')), 3);
      assert.equal(sum('stask.task.finished', of('send'), ended('completed')), 2);
      assert.equal(sum('stask.task.finished', of('fail'), ended('failed')), 1);
      assert.equal(sum('stask.task.finished', of('cancels'), ended('cancelled')), 1);
    });
  });
});

interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number | { readonly count: number };
}

function pointsOf(name: string): Point[] {
  const latest = figures.getMetrics().at(-1);
  const all = latest?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  return all.filter(({ descriptor }) => descriptor.name === name).flatMap(({ dataPoints }) => dataPoints as Point[]);
}

function sum(name: string, ...match: ReadonlyArray<readonly [string, string]>): number {
  return pointsOf(name)
    .filter(({ attributes }) => match.every(([key, value]) => attributes[key] === value))
    .reduce((total, { value }) => total + (typeof value === 'number' ? value : value.count), 0);
}

const of = (action: string) => ['messaging.destination.name', `mail.${action}`] as const;
const ended = (outcome: string) => ['stask.task.outcome', outcome] as const;
