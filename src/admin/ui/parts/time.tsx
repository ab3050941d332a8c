import { signal } from '@preact/signals';
import { formatDuration, formatRelative, formatTime } from '../i18n/format.js';

const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);

/** The present, to the second; what reads it is drawn again with each. */
export function nowMs(): number {
  return now.value;
}

/** A moment as the distance to the present, with the exact time on hover. */
export function Ago({ at }: { at: string | null | undefined }) {
  if (!at) return <span class="muted">—</span>;
  return (
    <time dateTime={at} title={formatTime(at)}>
      {formatRelative(at, nowMs())}
    </time>
  );
}

export function Moment({ at }: { at: string | null | undefined }) {
  if (!at) return <span class="muted">—</span>;
  return <time dateTime={at}>{formatTime(at)}</time>;
}

/** Nothing for a task that has not run. */
export function Duration({ ms }: { ms: number | null | undefined }) {
  if (ms === null || ms === undefined) return null;
  return <span class="num">{formatDuration(ms)}</span>;
}
