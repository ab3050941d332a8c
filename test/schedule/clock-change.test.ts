import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockChangeAt } from '#src/schedule/clock-change.js';
import { nextRunAt } from '#src/schedule/next-run.js';
import { parseSchedule } from '#src/schedule/parse-schedule.js';

/** What is told of the first run after a moment, such as `gap 03:30`. */
function told(given: Record<string, unknown>, after: string): string | undefined {
  const schedule = parseSchedule({ timezone: 'Europe/Kyiv', ...given });
  const change = clockChangeAt(schedule, nextRunAt(schedule, new Date(after))!.getTime());
  return change && `${change.kind} ${new Date(change.wall).toISOString().slice(11, 16)}`;
}

const daily = (time: string, timezone = 'Europe/Kyiv') => ({ type: 'periodic', frequency: 'daily', time, timezone });
const cron = (expression: string) => ({ type: 'cron', cron: expression });
const BEFORE_GAP = '2026-03-28T12:00Z';
const BEFORE_OVERLAP = '2026-10-24T12:00Z';

const CASES: ReadonlyArray<readonly [Record<string, unknown>, string, string | undefined]> = [
  [daily('03:30'), BEFORE_GAP, 'gap 03:30'],
  [daily('03:00'), BEFORE_GAP, 'gap 03:00'],
  [daily('02:59'), BEFORE_GAP, undefined],
  [daily('04:00'), BEFORE_GAP, undefined],
  [daily('03:30'), '2026-03-27T12:00Z', undefined],
  [daily('03:30'), '2026-03-29T12:00Z', undefined],
  [daily('02:30', 'America/New_York'), '2026-03-07T12:00Z', 'gap 02:30'],
  [daily('02:15', 'Australia/Lord_Howe'), '2026-10-03T15:20Z', 'gap 02:15'],
  [{ type: 'once', datetime: '2027-03-28T03:15' }, BEFORE_GAP, 'gap 03:15'],
  [{ type: 'once', datetime: '2027-03-28T03:15+02:00' }, BEFORE_GAP, undefined],
  [cron('15,45 3 * * *'), BEFORE_GAP, 'gap 03:15'],
  [cron('*/15 3 * * *'), BEFORE_GAP, undefined],
  [daily('03:30'), BEFORE_OVERLAP, 'overlap 03:30'],
  [daily('03:00'), BEFORE_OVERLAP, 'overlap 03:00'],
  [daily('02:59'), BEFORE_OVERLAP, undefined],
  [daily('04:00'), BEFORE_OVERLAP, undefined],
  [daily('03:30'), '2026-10-25T12:00Z', undefined],
  [daily('01:30', 'America/New_York'), '2026-10-31T12:00Z', 'overlap 01:30'],
  [{ type: 'once', datetime: '2027-10-31T03:15' }, BEFORE_GAP, 'overlap 03:15'],
  [{ type: 'periodic', frequency: 'hourly', time: '*:30' }, '2026-10-25T00:00Z', undefined],
  [
    { type: 'regular', start_time: '00:00', end_time: '06:00', interval: 'every_30min' },
    '2026-10-25T00:00Z',
    undefined,
  ],
  [daily('03:30', 'UTC'), BEFORE_GAP, undefined],
];

for (const [schedule, after, expected] of CASES) {
  test(`${JSON.stringify(schedule)} after ${after}: ${expected ?? 'no change of the clock touches the run'}`, () => {
    assert.equal(told(schedule, after), expected);
  });
}
