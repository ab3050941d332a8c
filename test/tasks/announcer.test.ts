import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createAnnouncer } from '#src/tasks/announcer.js';

test('others are told at once, then once for all that came during the pause', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let told = 0;
  const announcer = createAnnouncer(async () => void told++, 20);
  announcer.tell();
  assert.equal(told, 1);
  announcer.tell();
  announcer.tell();
  assert.equal(told, 1);
  t.mock.timers.tick(20);
  assert.equal(told, 2);
  t.mock.timers.tick(20);
  assert.equal(told, 2, 'nothing came after that');
});

test('a caller that tells them itself gets the turn, and the next ones wait for the pause', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let told = 0;
  const announcer = createAnnouncer(async () => void told++, 20);
  assert.equal(announcer.takeTurn(), true);
  assert.equal(announcer.takeTurn(), false);
  announcer.tell();
  assert.equal(told, 0);
  t.mock.timers.tick(20);
  assert.equal(told, 1);
  t.mock.timers.tick(20);
  assert.equal(announcer.takeTurn(), true);
  announcer.tell();
  await announcer.close();
  assert.equal(told, 2, 'what waits is told before the end');
});
