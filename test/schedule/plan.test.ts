import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { latestSlot, shouldRunNow } from '#src/schedule/due-slot.js';
import { previewSchedule } from '#src/schedule/next-run.js';
import { parseSchedule } from '#src/schedule/parse-schedule.js';
import { planScheduledRun, slotKey, slotOfKey } from '#src/schedule/plan.js';

const at = (time: string | undefined) => (time === undefined ? undefined : new Date(`2026-06-01T${time}Z`));
const hourly = parseSchedule({ type: 'periodic', frequency: 'hourly', time: '*:00', timezone: 'UTC' });
const noCatchUp = parseSchedule({ ...hourly, catchUp: 'none' });
const once = parseSchedule({ type: 'once', datetime: '2026-06-01T12:00Z' });
const manual = parseSchedule({ type: 'manual' });
const off = parseSchedule({ ...hourly, enabled: false });

interface Case {
  schedule?: typeof hourly;
  now: string;
  covered?: string;
  queued?: string;
  running?: boolean;
  plan: string;
}

function planOf({ schedule, now, covered, queued, running = false }: Case): string {
  const plan = planScheduledRun({
    schedule,
    now: at(now)!,
    coveredUntil: at(covered),
    queuedSlot: at(queued),
    isRunning: running,
  });
  if (plan.do === 'withdraw' || plan.do === 'nothing') return plan.do;
  assert.equal(plan.uniqueKey, slotKey(plan.slot));
  return `${plan.do} ${plan.slot.toISOString().slice(11, 16)}`;
}

test('the right run is queued, moved, withdrawn or left', () => {
  const table: Array<Case & { why: string }> = [
    { why: 'newly set', schedule: hourly, now: '10:30', covered: '10:30', plan: 'queue 11:00' },
    { why: 'never ran', schedule: hourly, now: '10:30', plan: 'queue 11:00' },
    { why: 'already queued', schedule: hourly, now: '10:30', covered: '10:00:05', queued: '11:00', plan: 'nothing' },
    { why: 'due now', schedule: hourly, now: '11:00:01', covered: '10:00:05', queued: '11:00', plan: 'nothing' },
    { why: 'ran, next', schedule: hourly, now: '11:00:30', covered: '11:00:20', plan: 'queue 12:00' },
    { why: 'schedule edited', schedule: hourly, now: '10:30', covered: '10:30', queued: '10:45', plan: 'move 11:00' },
    {
      why: 'edited while the old one is due',
      schedule: hourly,
      now: '10:46',
      covered: '10:46',
      queued: '10:45',
      plan: 'move 11:00',
    },
    { why: 'switched off', schedule: off, now: '10:30', covered: '10:30', queued: '11:00', plan: 'withdraw' },
    { why: 'set to manual', schedule: manual, now: '10:30', queued: '11:00', plan: 'withdraw' },
    { why: 'removed', now: '10:30', queued: '11:00', plan: 'withdraw' },
    { why: 'manual', schedule: manual, now: '10:30', covered: '08:00', plan: 'nothing' },
    { why: 'none', now: '10:30', plan: 'nothing' },
    {
      why: 'one missed while down',
      schedule: hourly,
      now: '11:30',
      covered: '10:00:05',
      queued: '11:00',
      plan: 'nothing',
    },
    {
      why: 'many missed run once',
      schedule: hourly,
      now: '18:30',
      covered: '10:00:05',
      queued: '11:00',
      plan: 'move 18:00',
    },
    { why: 'missed and not queued', schedule: hourly, now: '18:30', covered: '10:00:05', plan: 'queue 18:00' },
    { why: 'missed run caught up', schedule: hourly, now: '18:31', covered: '18:30:10', plan: 'queue 19:00' },
    {
      why: 'missed, left out',
      schedule: noCatchUp,
      now: '11:30',
      covered: '10:00:05',
      queued: '11:00',
      plan: 'move 12:00',
    },
    {
      why: 'missed and not queued, left out',
      schedule: noCatchUp,
      now: '18:30',
      covered: '10:00:05',
      plan: 'queue 19:00',
    },
    {
      why: 'late by seconds is not missed',
      schedule: noCatchUp,
      now: '11:00:30',
      covered: '10:00:05',
      queued: '11:00',
      plan: 'nothing',
    },
    {
      why: 'up again just on time',
      schedule: noCatchUp,
      now: '18:00:30',
      covered: '10:00:05',
      queued: '11:00',
      plan: 'move 18:00',
    },
    {
      why: 'running, nothing more is queued',
      schedule: hourly,
      now: '11:30',
      covered: '11:00:05',
      running: true,
      plan: 'nothing',
    },
    {
      why: 'running, one ahead is left',
      schedule: hourly,
      now: '11:30',
      covered: '11:00:05',
      queued: '12:00',
      running: true,
      plan: 'nothing',
    },
    {
      why: 'still running at the next slot',
      schedule: hourly,
      now: '12:00',
      covered: '11:00:05',
      queued: '12:00',
      running: true,
      plan: 'move 13:00',
    },
    {
      why: 'slots passed during a run are left out',
      schedule: hourly,
      now: '13:30',
      covered: '13:29',
      plan: 'queue 14:00',
    },
    {
      why: 'running while switched off',
      schedule: off,
      now: '11:30',
      queued: '12:00',
      running: true,
      plan: 'withdraw',
    },
    {
      why: 'another host’s clock is ahead',
      schedule: hourly,
      now: '10:59:59',
      covered: '11:00:02',
      plan: 'queue 12:00',
    },
    { why: 'once ahead', schedule: once, now: '11:00', covered: '11:00', plan: 'queue 12:00' },
    { why: 'once missed while down', schedule: once, now: '15:00', covered: '11:00', queued: '12:00', plan: 'nothing' },
    {
      why: 'once missed, left out',
      schedule: parseSchedule({ ...once, catchUp: 'none' }),
      now: '15:00',
      covered: '11:00',
      queued: '12:00',
      plan: 'withdraw',
    },
    { why: 'once has run', schedule: once, now: '15:00', covered: '12:00:10', plan: 'nothing' },
    { why: 'once set in the past', schedule: once, now: '15:00', covered: '11:00', plan: 'nothing' },
  ];
  for (const { why, ...given } of table) assert.equal(planOf(given), given.plan, why);
});

test('hosts that decide at different moments of one slot give the run the same key', () => {
  const keys = ['10:00:01', '10:30', '10:59:59'].map((now) => {
    const plan = planScheduledRun({
      schedule: hourly,
      now: at(now)!,
      coveredUntil: at('10:00:00.5'),
      queuedSlot: undefined,
      isRunning: false,
    });
    return 'uniqueKey' in plan && plan.uniqueKey;
  });
  assert.deepEqual(new Set(keys), new Set(['schedule 2026-06-01T11:00:00.000Z']));
});

test('the key of a slot tells the slot, other keys tell none', () => {
  assert.deepEqual(slotOfKey(slotKey(at('11:00')!)), at('11:00'));
  for (const key of ['', 'schedule ', 'schedule x', 'schedule 2026-06-01', 'mine 2026-06-01T11:00:00.000Z'])
    assert.equal(slotOfKey(key), undefined, key);
});

test('played over days with hosts going down, every slot runs at most once and the last missed one runs', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 90 })), { maxLength: 60 }),
      (steps) => {
        let now = Date.parse('2026-06-01T00:10Z');
        let covered = now;
        let queued: number | undefined;
        const ran: number[] = [];
        for (const [pauseMinutes, runMinutes] of steps) {
          const plan = planScheduledRun({
            schedule: hourly,
            now: new Date(now),
            coveredUntil: new Date(covered),
            queuedSlot: queued === undefined ? undefined : new Date(queued),
            isRunning: false,
          });
          if ('slot' in plan) queued = plan.slot.getTime();
          if (queued !== undefined && queued <= now) {
            assert.ok(now - queued < 3_600_000, 'the run made up for is the last missed one');
            ran.push(queued);
            covered = now + runMinutes * 60_000;
            now = covered;
            queued = undefined;
          }
          now += pauseMinutes * 60_000;
        }
        assert.deepEqual(
          ran,
          [...new Set(ran)].toSorted((a, b) => a - b),
        );
      },
    ),
  );
});

test('the latest slot is the last of all slots up to now', () => {
  const schedules = fc.constantFrom(
    hourly,
    once,
    parseSchedule({
      type: 'regular',
      start_time: '22:00',
      end_time: '03:00',
      interval: 'every_5min',
      timezone: 'Europe/Kyiv',
    }),
    parseSchedule({ type: 'cron', cron: '15 2,14 * * *', timezone: 'America/New_York' }),
  );
  const moment = fc.integer({ min: Date.parse('2026-05-31'), max: Date.parse('2026-06-03') }).map((ms) => new Date(ms));
  fc.assert(
    fc.property(schedules, moment, moment, (schedule, one, other) => {
      const [after, now] = one < other ? [one, other] : [other, one];
      const all = previewSchedule(schedule, { after, count: 400 }).filter((slot) => slot <= now);
      assert.deepEqual(latestSlot(schedule, after, now), all.at(-1));
    }),
  );
});

test('a run is due within the minute of a slot, or when a later slot than the last run has passed', () => {
  const table: Array<[schedule: typeof hourly, now: string, lastSlot: string | undefined, due: boolean]> = [
    [hourly, '11:00:00', undefined, true],
    [hourly, '11:00:59', undefined, true],
    [hourly, '11:01:01', undefined, false],
    [hourly, '10:59:59', undefined, false],
    [hourly, '11:00:30', '11:00', false],
    [hourly, '11:00:30', '10:00', true],
    [hourly, '11:30', '10:00', true],
    [hourly, '11:30', '11:00', false],
    [noCatchUp, '11:30', '10:00', false],
    [noCatchUp, '11:00:30', '10:00', true],
    [noCatchUp, '11:00:30', '11:00', false],
    [once, '12:00:05', undefined, true],
    [once, '12:00:05', '12:00', false],
    [manual, '12:00', undefined, false],
    [off, '11:00', undefined, false],
  ];
  for (const [schedule, now, lastSlot, due] of table)
    assert.equal(shouldRunNow(schedule, at(now)!, at(lastSlot)), due, `${now} ${lastSlot}`);
});
