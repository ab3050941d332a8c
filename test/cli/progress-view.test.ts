import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPlainView } from '#src/cli/progress-view.js';

test('without a terminal a task tells its start, first progress and end, and at most a line a second between', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const lines: string[] = [];
  const view = openPlainView((line) => lines.push(line));
  view.show(1, { label: '#1 a.b', progress: 0 });
  view.show(1, { label: '#1 a.b', progress: 1 });
  view.show(1, { label: '#1 a.b', progress: 2 });
  view.show(1, { label: '#1 a.b', progress: 3 });
  view.show(2, { label: '#2 a.b', progress: 9 });
  t.mock.timers.tick(1000);
  view.show(1, { label: '#1 a.b', progress: 4 });
  view.finish(1, '#1 a.b completed');
  t.mock.timers.tick(5000);
  view.close();
  assert.deepEqual(lines, ['#1 a.b  0%', '#1 a.b  1%', '#2 a.b  9%', '#1 a.b  3%', '#1 a.b completed']);
});
