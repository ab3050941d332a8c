import type { TaskSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { formatEta, formatNumber } from '../i18n/format.js';
import { isRunning } from './task-facts.js';

/** Bar, percentage and ETA while the task runs; later how far it came, unless that is to the end. */
export function TaskProgress({ task, wide = false }: { task: TaskSummary; wide?: boolean }) {
  if (!isRunning(task) && (task.progress === 0 || task.statusText === 'completed')) return null;
  if (!isRunning(task)) return <span class="muted num">{formatNumber(task.progress)} %</span>;
  const eta = formatEta(task.eta);
  return (
    <span class={wide ? 'bar bar-wide' : 'bar'}>
      <progress max={100} value={task.progress} aria-label={t('task.progress.of', { id: String(task.id) })} />
      <span class="num">{formatNumber(task.progress)} %</span>
      {eta ? <span class="muted">{t('task.eta', { eta })}</span> : null}
    </span>
  );
}
