import type { TaskDetail } from '../../api.js';
import { formatNumber } from '../i18n/format.js';
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
            {isRunning(task) && task.eta && task.eta !== '—' ? <span>{t('task.eta', { eta: task.eta })}</span> : null}
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
  const seconds = (durationMsOf(task, nowMs()) ?? 0) / 1000;
  if (!task.processed || seconds < 1) return null;
  return <span>{t('task.rate', { rate: formatNumber(task.processed / seconds, 1) })}</span>;
}
