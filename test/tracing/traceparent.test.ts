import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readTraceparent, writeTraceparent } from '#src/tracing/traceparent.js';

test('a trace context is read as it was written', () => {
  const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  const text = writeTraceparent(context);
  assert.equal(text, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
  assert.deepEqual(readTraceparent(text), { ...context, isRemote: true });
});

test('anything else in the row is no trace context', () => {
  for (const text of [null, '', '00', `00-${'G'.repeat(32)}-${'0'.repeat(16)}-01`, "'; DROP TABLE s_tasks; --"])
    assert.equal(readTraceparent(text), undefined);
});
