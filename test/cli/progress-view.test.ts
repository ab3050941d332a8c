import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPlainView } from '#src/cli/progress-view.js';

test('without a terminal a task writes at most one line a second, and its end', () => {
  const lines: string[] = [];
  let now = 0;
  const view = openPlainView(
    (line) => lines.push(line),
    () => now,
  );
  view.show(1, { label: '#1 a.b', progress: 1 });
  view.show(1, { label: '#1 a.b', progress: 2 });
  now = 1000;
  view.show(1, { label: '#1 a.b', progress: 3 });
  view.show(2, { label: '#2 a.b', progress: 9 });
  now = 3000;
  view.show(1, { label: '#1 a.b', progress: 3 });
  view.finish(1, '#1 a.b completed');
  assert.deepEqual(lines, ['#1 a.b  1%', '#1 a.b  3%', '#2 a.b  9%', '#1 a.b completed']);
});
