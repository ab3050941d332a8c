import cronstrue from 'cronstrue';
import type { Schedule } from '../worker/schedule.js';
import { DAY_NAMES } from './wall-times.js';

const INTERVALS = {
  every_5min: 'every 5 minutes',
  every_15min: 'every 15 minutes',
  every_30min: 'every 30 minutes',
  hourly: 'every hour',
} as const;

const TIMES: Readonly<Record<Schedule['type'], (schedule: Schedule) => string>> = {
  manual: () => 'Only when started by hand',
  once: ({ datetime }) => `Once, ${datetime!.replace('T', ' at ')}`,
  periodic,
  regular,
  cron,
};

/** A checked schedule in plain English, such as `Every Monday and Friday at 08:30 (Europe/Kyiv)`. */
export function describeSchedule(schedule: Schedule): string {
  const times = TIMES[schedule.type](schedule);
  if (schedule.type === 'manual') return times;
  const zone = schedule.timezone === undefined ? '' : ` (${schedule.timezone})`;
  const missed = schedule.catchUp === 'none' ? ', missed runs left out' : '';
  return `${times}${zone}${missed}${schedule.enabled === false ? ', switched off' : ''}`;
}

function periodic({ frequency, time, days = [] }: Schedule): string {
  if (frequency === 'hourly') return `Every hour at minute ${Number(time!.slice(-2))}`;
  return frequency === 'weekly' ? `Every ${listDays(days)} at ${time}` : `Every day at ${time}`;
}

function regular({ start_time, end_time, interval }: Schedule): string {
  const night = end_time! < start_time! ? ' of the next day' : '';
  return `Every day from ${start_time} to ${end_time}${night}, ${INTERVALS[interval!]}`;
}

function cron({ cron: expression }: Schedule): string {
  try {
    return cronstrue.toString(expression!, { use24HourTimeFormat: true });
  } catch {
    return `By the cron expression ${expression}`; // croner knows a little more than cronstrue has words for
  }
}

function listDays(days: readonly string[]): string {
  const fromMonday = [...DAY_NAMES.slice(1), DAY_NAMES[0]].filter((day) => days.includes(day));
  const names = fromMonday.map((day) => day[0]!.toUpperCase() + day.slice(1));
  return new Intl.ListFormat('en-GB').format(names);
}
