import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isStaskError, type StaskError } from '#src/errors.js';
import { describeSchedule } from '#src/schedule/describe-schedule.js';
import { nextRunAt } from '#src/schedule/next-run.js';
import { parseSchedule } from '#src/schedule/parse-schedule.js';

const periodic = { type: 'periodic', frequency: 'daily', time: '05:00' };
const weekly = { type: 'periodic', frequency: 'weekly', time: '05:00', days: ['monday'] };
const regular = { type: 'regular', start_time: '05:00', end_time: '23:00', interval: 'every_15min' };

test('valid schedules come back as they are', () => {
  const valid = [
    { type: 'manual' },
    { type: 'manual', enabled: false, timezone: 'Europe/Kyiv', catchUp: 'none' },
    { type: 'once', datetime: '2026-05-31T08:00' },
    periodic,
    weekly,
    { type: 'periodic', frequency: 'hourly', time: '*:15' },
    regular,
    { type: 'cron', cron: '*/5 9-17 * * MON-FRI', timezone: 'UTC' },
    { type: 'cron', cron: '0 30 3 * * *' },
    { type: 'cron', cron: '@daily' },
    // fields of other types, as a form keeps them
    { ...regular, datetime: '', time: '', frequency: '', days: [], cron: '' },
  ];
  for (const schedule of valid) assert.deepEqual(parseSchedule(schedule), schedule);
});

test('an invalid schedule is refused with the field, its value and what is allowed', () => {
  const table: Array<[schedule: unknown, pointer: string, message: RegExp]> = [
    [null, '', /A schedule is an object such as .*, got null/],
    ['cron', '', /got "cron"/],
    [[], '', /got \[\]/],
    [{}, '/type', /"type" is missing; allowed: one of manual, once, periodic, regular, cron/],
    [{ type: 'daily' }, '/type', /"type" is "daily"/],
    [{ type: 'manual', enabled: 'yes' }, '/enabled', /is "yes"; allowed: true or false/],
    [{ type: 'manual', every: 5 }, '/every', /Unknown schedule field "every"; known: type, enabled/],
    [JSON.parse('{"type":"manual","__proto__":{}}'), '/__proto__', /Unknown schedule field "__proto__"/],
    [{ type: 'manual', timezone: 'Mars/Olympus' }, '/timezone', /is "Mars\/Olympus"; allowed: the name of a time zone/],
    [{ type: 'manual', timezone: '' }, '/timezone', /is ""/],
    [{ type: 'manual', timezone: 2 }, '/timezone', /is 2/],
    [{ type: 'manual', catchUp: 'all' }, '/catchUp', /one of one, none/],
    [{ type: 'manual', time: 5 }, '/time', /is 5; allowed: text/],
    [{ type: 'manual', days: 'monday' }, '/days', /allowed: a list/],
    [{ type: 'once' }, '/datetime', /is missing; allowed: an ISO 8601/],
    [{ type: 'once', datetime: '31.05.2026' }, '/datetime', /is "31.05.2026"/],
    [{ type: 'once', datetime: '2026-02-29T00:00' }, '/datetime', /allowed/],
    [{ type: 'once', datetime: '2026-01-01T24:00' }, '/datetime', /allowed/],
    [{ type: 'once', datetime: '2026-01-01T00:00+25:00' }, '/datetime', /allowed/],
    [{ type: 'once', datetime: 1_700_000_000 }, '/datetime', /allowed/],
    [{ ...periodic, frequency: 'monthly' }, '/frequency', /one of hourly, daily, weekly/],
    [{ ...periodic, frequency: undefined }, '/frequency', /is missing/],
    [{ ...periodic, time: '24:00' }, '/time', /HH:MM from 00:00 to 23:59/],
    [{ ...periodic, time: '5:00' }, '/time', /HH:MM/],
    [{ ...periodic, time: '*:15' }, '/time', /HH:MM/],
    [{ ...periodic, time: undefined }, '/time', /is missing/],
    [{ ...periodic, frequency: 'hourly' }, '/time', /\*:MM/],
    [{ ...periodic, frequency: 'hourly', time: '*:60' }, '/time', /\*:MM/],
    [{ ...weekly, days: [] }, '/days', /one or more of sunday, monday/],
    [{ ...weekly, days: ['Monday'] }, '/days', /is \["Monday"\]/],
    [{ ...weekly, days: undefined }, '/days', /is missing/],
    [{ ...weekly, days: 'monday' }, '/days', /a list/],
    [{ ...regular, interval: 'every_10min' }, '/interval', /every_5min, every_15min, every_30min, hourly/],
    [{ ...regular, start_time: '05:60' }, '/start_time', /HH:MM/],
    [{ ...regular, end_time: '24:00' }, '/end_time', /HH:MM/],
    [{ type: 'cron' }, '/cron', /is missing; allowed: a cron expression of five fields/],
    [{ type: 'cron', cron: '61 * * * *' }, '/cron', /\(Invalid value for minute: 61\)/],
    [{ type: 'cron', cron: '* * * *' }, '/cron', /five fields/],
    [{ type: 'cron', cron: '0 0 1 1 * * 2030' }, '/cron', /five fields/],
    [{ type: 'cron', cron: '2026-05-05T00:00:00' }, '/cron', /a date is no cron/],
    [{ type: 'cron', cron: '@reboot' }, '/cron', /five fields/],
    [{ type: 'cron', cron: 5n }, '/cron', /is bigint/],
  ];
  for (const [schedule, pointer, message] of table) {
    assert.throws(
      () => parseSchedule(schedule),
      (error: StaskError) => {
        assert.equal(isStaskError(error, 'STASK_SCHEDULE_INVALID'), true);
        assert.match(error.message, message);
        assert.deepEqual(
          error.fields.map((field) => field.pointer),
          [pointer],
        );
        return true;
      },
      String(message),
    );
  }
});

test('every wrong field is named at once', () => {
  assert.throws(
    () => parseSchedule({ type: 'regular', start_time: 'x', colour: 'red' }),
    (error: StaskError) => {
      const fields = error.fields.map(({ pointer }) => pointer);
      assert.deepEqual(fields.toSorted(), ['/colour', '/end_time', '/interval', '/start_time']);
      return true;
    },
  );
});

test('whatever is given, the answer is a usable schedule or STASK_SCHEDULE_INVALID', () => {
  const some = fc.constantFrom<unknown>(
    'manual',
    'once',
    'periodic',
    'regular',
    'cron',
    'daily',
    'hourly',
    '05:00',
    '*:10',
    '* * * * *',
    '2026-01-01',
    'UTC',
    null,
    5,
    '',
    ['monday'],
    'every_5min',
  );
  const keys = [
    'type',
    'enabled',
    'datetime',
    'time',
    'frequency',
    'days',
    'start_time',
    'end_time',
    'interval',
    'cron',
    'timezone',
    'catchUp',
  ];
  const like = fc.record(Object.fromEntries(keys.map((key) => [key, some])), { requiredKeys: ['type'] });
  fc.assert(
    fc.property(fc.oneof(like, fc.anything()), (value) => {
      try {
        const schedule = parseSchedule(value);
        nextRunAt(schedule, new Date(0));
        assert.ok(describeSchedule(schedule).length > 5);
      } catch (error) {
        assert.equal(isStaskError(error, 'STASK_SCHEDULE_INVALID'), true, String(error));
      }
    }),
    { numRuns: 500 },
  );
});

test('a checked schedule is a copy', () => {
  const given = structuredClone(weekly);
  const schedule = parseSchedule(given);
  given.days.push('tuesday');
  assert.deepEqual(schedule.days, ['monday']);
});

test('a schedule is told in words', () => {
  const table: Array<[object, string]> = [
    [{ type: 'manual' }, 'Only when started by hand'],
    [{ type: 'once', datetime: '2026-05-31T08:00' }, 'Once, 2026-05-31 at 08:00'],
    [{ ...periodic, timezone: 'Europe/Kyiv' }, 'Every day at 05:00 (Europe/Kyiv)'],
    [{ ...weekly, days: ['friday', 'sunday', 'monday'] }, 'Every Monday, Friday and Sunday at 05:00'],
    [{ type: 'periodic', frequency: 'hourly', time: '*:05' }, 'Every hour at minute 5'],
    [regular, 'Every day from 05:00 to 23:00, every 15 minutes'],
    [
      { ...regular, start_time: '22:00', end_time: '02:00', interval: 'hourly' },
      'Every day from 22:00 to 02:00 of the next day, every hour',
    ],
    [{ type: 'cron', cron: '30 3 * * 1-5' }, 'At 03:30, Monday through Friday'],
    [{ ...periodic, enabled: false, catchUp: 'none' }, 'Every day at 05:00, missed runs left out, switched off'],
  ];
  for (const [schedule, words] of table) assert.equal(describeSchedule(parseSchedule(schedule)), words);
});
