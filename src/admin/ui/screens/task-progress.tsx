import type { TaskDetail } from '../../api.js';
import { etaMsOf, formatEta, formatNumber } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Card } from '../parts/page.js';
import { durationMsOf, isRunning } from '../parts/task-facts.js';
import { nowMs } from '../parts/time.js';

/** How far the task is, how fast it goes and how long it will take, with its last message. */
export function TaskProgressCard({ task }: { task: TaskDetail }) {
  const { processed, total } = task;
  if (task.statusText === 'completed')
    return task.message ? (
      <Card>
        <p class="progress-message">{task.message}</p>
      </Card>
    ) : null;
  if (!isRunning(task) && task.progress === 0) return null;
  const eta = isRunning(task) ? formatEta(task.eta) : undefined;
  return (
    <Card>
      <div class="progress-card">
        <div class="progress-line">
          <strong class="progress-number num">{formatNumber(task.progress)} %</strong>
          <span class="progress-facts muted num">
            {processed !== null && total !== null && total > 0 ? (
              <span>{t('task.processed', { processed, total })}</span>
            ) : null}
            {isRunning(task) ? <Rate task={task} /> : null}
            {eta ? <span>{t('task.eta', { eta })}</span> : null}
          </span>
        </div>
        <progress
          class={`progress-${task.statusText}`}
          max={100}
          value={task.progress}
          aria-label={t('task.progress')}
        />
        {task.message ? <p class="progress-message">{task.message}</p> : null}
      </div>
    </Card>
  );
}

function Rate({ task }: { task: TaskDetail }) {
  const rate = rateOf(task, nowMs());
  return rate === undefined ? null : <span>{t('task.rate', { rate: formatNumber(rate, 1) })}</span>;
}

/** How fast it goes by the time that is left, so that both tell the same; without it, how fast it went so far. */
function rateOf(task: TaskDetail, now: number): number | undefined {
  const { processed, total, eta } = task;
  const leftMs = etaMsOf(eta) ?? 0;
  if (processed !== null && total !== null && total > processed && leftMs > 0)
    return (total - processed) / (leftMs / 1000);
  const seconds = (durationMsOf(task, now) ?? 0) / 1000;
  return processed && seconds >= 1 ? processed / seconds : undefined;
}
