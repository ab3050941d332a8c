import assert from 'node:assert/strict';
import { test } from 'node:test';

import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { defineWorker } from 'stask/worker';
import { withHost } from '../guide/host.js';

test('attempts are traced from the moment on in which a host that runs already registers its SDK', async () => {
  const spans = new InMemorySpanExporter();
  await withHost(async (stask) => {
    await stask.registerWorker(defineWorker({ identifier: 'mail', actions: { send: () => 'sent' } }));
    await stask.activateWorker('mail');
    const run = async (): Promise<string[]> => {
      await stask.create({ identifier: 'mail', action: 'send' });
      await stask.processPendingTasks();
      return spans.getFinishedSpans().map(({ name }) => name);
    };
    assert.deepEqual(await run(), []);
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
    assert.equal((await run()).includes('process mail.send'), true);
  });
});
