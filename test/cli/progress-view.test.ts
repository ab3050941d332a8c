import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { createPaint } from '#src/cli/paint.js';
import { openLiveView, openPlainView } from '#src/cli/progress-view.js';
import { watchTasks } from '#src/cli/watch-tasks.js';

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

test('on a terminal a bar goes without a word when the answer of the command tells the end', () => {
  const written: string[] = [];
  const screen = { columns: 80, rows: 24, isTTY: true, write: (text: string) => written.push(text) > 0 };
  const view = openLiveView(screen, createPaint(false));
  const events = new EventEmitter();
  const watch = watchTasks(events as never, view, createPaint(false), { ends: false });
  const facts = { id: 1, identifier: 'a', action: 'b', attempts: 1, maxAttempts: 1 };
  events.emit('task.started', facts);
  assert.match(written.join(''), /#1 a\.b/);
  written.length = 0;
  events.emit('task.completed', { ...facts, message: 'all done', durationMs: 5 });
  watch.close();
  view.close();
  assert.doesNotMatch(written.join(''), /completed|all done/);
});
