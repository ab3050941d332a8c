import type { TaskAttempt, TaskDetail } from '../../api.js';
import { formatDuration, formatTime, formatWhen } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { nowMs } from '../parts/time.js';

type TaskEvent = TaskDetail['timeline'][number];

const ENDS: ReadonlySet<TaskEvent['event']> = new Set(['completed', 'failed', 'cancelled', 'retry']);

/** Creation, every attempt with how it ended, and the end of the task. */
export function Timeline({ task }: { task: TaskDetail }) {
  const { timeline, attemptHistory, attempts } = task;
  const events = timeline.map((event) => ({ at: event.at, event }));
  // In the order of things that happen within one millisecond; the sort keeps it. Attempts stand for their start.
  const entries = [
    ...events.filter(({ event }) => !ENDS.has(event.event) && event.event !== 'started'),
    ...attemptHistory.map((attempt) => ({ at: attempt.startedAt ?? attempt.endedAt ?? task.createdAt, attempt })),
    ...events.filter(({ event }) => ENDS.has(event.event)),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const startedBefore = (at: string): boolean =>
    attemptHistory.some(({ startedAt }) => startedAt !== null && Date.parse(startedAt) < Date.parse(at));
  const forgotten = attempts - attemptHistory.length;
  return (
    <>
      <ol class="timeline">
        {entries.map((entry) =>
          'attempt' in entry ? (
            <Attempt key={`attempt-${entry.attempt.n}`} at={entry.at} attempt={entry.attempt} most={task.maxAttempts} />
          ) : (
            <Event key={entry.event.event + entry.at} event={entry.event} again={startedBefore(entry.at)} />
          ),
        )}
      </ol>
      {forgotten > 0 ? <p class="muted small">{t('task.attempts.forgotten', { count: forgotten })}</p> : null}
    </>
  );
}

/** `again`: it is planned for a time after an attempt, since somebody retried it. */
function Event({ event: { at, event, detail }, again }: { event: TaskEvent; again: boolean }) {
  const kind = event === 'planned' && again ? 'requeued' : (event as Exclude<typeof event, 'started'>);
  return (
    <li class={`timeline-${event}`}>
      <span class="timeline-what">{t(`task.timeline.${kind}`)}</span>
      <When at={at} />
      {detail ? <span class="muted timeline-detail">{detail}</span> : null}
    </li>
  );
}

function Attempt({ at, attempt, most }: { at: string; attempt: TaskAttempt; most: number }) {
  const { n, startedAt, endedAt, outcome, message, error } = attempt;
  const endMs = endedAt === null ? nowMs() : Date.parse(endedAt);
  const took = startedAt === null ? '' : formatDuration(Math.max(0, endMs - Date.parse(startedAt)));
  const named = error !== null && error !== 'Error' ? `${error}: ` : '';
  return (
    <li class={`timeline-${outcome === 'running' ? 'started' : outcome}`}>
      <span class="timeline-what">{t('task.attempt', { n, most })}</span>
      <When at={at} />
      <span class="muted timeline-detail">{[t(`task.attempt.${outcome}`), took].filter(Boolean).join(' · ')}</span>
      {message && (outcome === 'failed' || outcome === 'lost') ? (
        <span class="timeline-message">{`${named}${message}`}</span>
      ) : null}
    </li>
  );
}

function When({ at }: { at: string }) {
  return (
    <time class="muted num" dateTime={at} title={formatTime(at)}>
      {formatWhen(at)}
    </time>
  );
}
