import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nextRunAt, previewSchedule } from '#src/schedule/next-run.js';
import { parseSchedule } from '#src/schedule/parse-schedule.js';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/schedules.md', root), 'utf8');

const cells = (row: RegExp) =>
  page
    .split('\n')
    .find((line) => row.test(line))!
    .split('|')
    .slice(2, 4)
    .map((cell) => cell.trim());

test('each schedule of docs/schedules.md is valid', () => {
  const examples = /```json\n([^`]+)```/.exec(page)![1]!.trim().split('\n');
  assert.equal(examples.length, 4);
  for (const example of examples)
    assert.ok(nextRunAt(parseSchedule(JSON.parse(example)), new Date('2026-01-01')), example);
});

test('the table of changed clocks in docs/schedules.md is true', () => {
  const timezone = 'Europe/Kyiv';
  const daily = parseSchedule({ type: 'periodic', frequency: 'daily', time: '03:30', timezone });
  const hourly = parseSchedule({ type: 'periodic', frequency: 'hourly', time: '*:30', timezone });
  const shown = (schedule: typeof daily, after: string, count: number) =>
    previewSchedule(schedule, { after: new Date(after), count })
      .map((slot) => slot.toISOString().slice(11, 16))
      .join(', ');
  assert.deepEqual(cells(/^\| daily at/), [shown(daily, '2026-03-28T12:00Z', 1), shown(daily, '2026-10-24T12:00Z', 1)]);
  assert.deepEqual(cells(/^\| hourly at/), [
    shown(hourly, '2026-03-29T00:00Z', 2),
    shown(hourly, '2026-10-25T00:00Z', 2),
  ]);
  const runs = (from: string, to: string) =>
    previewSchedule(hourly, { after: new Date(from), count: 30 }).filter((slot) => slot < new Date(to)).length;
  assert.equal(runs('2026-03-29T00:00+02:00', '2026-03-30T00:00+03:00'), 23);
  assert.equal(runs('2026-10-25T00:00+03:00', '2026-10-26T00:00+02:00'), 25);
});
