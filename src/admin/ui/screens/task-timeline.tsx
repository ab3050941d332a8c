import type { TaskDetail } from '../../api.js';
import { formatClock, formatTime } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';

export function Timeline({ events }: { events: TaskDetail['timeline'] }) {
  return (
    <ol class="timeline">
      {events.map(({ at, event, detail }, index) => (
        <li key={index} class={`timeline-${event}`}>
          <span class="timeline-what">{t(`task.timeline.${event}`)}</span>
          <time class="muted num" dateTime={at} title={formatTime(at)}>
            {formatClock(at)}
          </time>
          {detail ? <span class="muted timeline-detail">{detail}</span> : null}
        </li>
      ))}
    </ol>
  );
}
