import { CalendarOff } from 'lucide';
import type { ComponentChildren } from 'preact';
import type { SchedulePreview } from '../../api.js';
import type { Schedule } from '../../../worker/schedule.js';
import { formatDay, formatHour, formatRelative, formatSlot, zoneName } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Empty, Skeleton } from '../parts/states.js';
import { nowMs } from '../parts/time.js';
import { scheduleWords } from './schedule-words.js';

interface NextRunsProps {
  schedule: Schedule;
  preview: SchedulePreview | undefined;
  /** Beside the heading. */
  aside: ComponentChildren;
}

/** The schedule in words and its next five runs, in its own zone and in the viewer's. */
export function NextRuns({ schedule, preview, aside }: NextRunsProps) {
  const here = zoneName(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const zone = zoneName(preview?.timezone ?? '');
  return (
    <section class="next" aria-label={t('schedule.next')}>
      <header class="next-head">
        <h2>{t('schedule.next')}</h2>
        {aside}
      </header>
      <p class="next-words">
        {scheduleWords(schedule, preview?.words ?? '')}
        {zone && schedule.type !== 'manual' ? <span class="muted"> {zone}</span> : null}
      </p>
      {preview === undefined ? (
        <Skeleton lines={5} />
      ) : preview.next.length === 0 ? (
        <Empty small icon={CalendarOff} title={t('schedule.next.none')} text={t('schedule.next.none.text')} />
      ) : (
        <div class="scroll-x" tabIndex={0} role="region" aria-label={t('schedule.next')}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{t('schedule.next.when')}</th>
                <th scope="col">{t('schedule.next.zone', { zone })}</th>
                {here === zone ? null : <th scope="col">{t('schedule.next.here', { zone: here })}</th>}
              </tr>
            </thead>
            <tbody>
              {preview.next.map(({ at }) => (
                <tr key={at}>
                  <td>{formatRelative(at, nowMs())}</td>
                  <td class="num">{formatSlot(at, preview.timezone)}</td>
                  {here === zone ? null : <td class="num">{formatSlot(at)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {preview ? <ClockNotes preview={preview} /> : null}
    </section>
  );
}

/** Says of runs at a local time that the clock skips or repeats when they start. */
function ClockNotes({ preview: { next, timezone } }: { preview: SchedulePreview }) {
  return next.map(({ at, clock }) =>
    clock === undefined ? null : (
      <p key={at} class="note note-warn">
        {t(`schedule.next.${clock.kind}`, {
          date: formatDay(at, timezone),
          time: clock.time,
          start: formatHour(at, timezone),
        })}
      </p>
    ),
  );
}
