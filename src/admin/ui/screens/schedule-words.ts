import type { Schedule } from '../../../worker/schedule.js';
import { dayName, formatList } from '../i18n/format.js';
import { language, t } from '../i18n/i18n.js';

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const INTERVALS = ['every_5min', 'every_15min', 'every_30min', 'hourly'] as const;

/** The schedule as a sentence; `serverWords` puts cron expressions into English ones. */
export function scheduleWords(schedule: Schedule, serverWords: string): string {
  if (schedule.type === 'manual') return t('schedule.words.manual');
  if (schedule.enabled === false) return t('schedule.words.off');
  const time = schedule.time ?? '';
  switch (schedule.type) {
    case 'once':
      return t('schedule.words.once', { time: (schedule.datetime ?? '').replace('T', ' ') });
    case 'periodic':
      if (schedule.frequency === 'hourly') return t('schedule.words.hourly', { minute: time.split(':')[1] ?? '00' });
      if (schedule.frequency === 'weekly')
        return t('schedule.words.weekly', { days: daysText(schedule.days ?? []), time });
      return t('schedule.words.daily', { time });
    case 'regular':
      return t('schedule.words.regular', {
        interval: t(`schedule.interval.${schedule.interval ?? 'hourly'}`),
        start: schedule.start_time ?? '',
        end: schedule.end_time ?? '',
      });
    default:
      return language.value === 'en' && serverWords
        ? serverWords
        : t('schedule.words.cron', { cron: schedule.cron ?? '' });
  }
}

function daysText(days: readonly string[]): string {
  return formatList(DAYS.flatMap((day, index) => (days.includes(day) ? [dayName(index)] : [])));
}
