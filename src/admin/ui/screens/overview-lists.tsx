import { CalendarClock, Coffee, Inbox } from 'lucide';
import type { Overview, TaskSummary } from '../../api.js';
import { href } from '../config.js';
import { formatSlot } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Card } from '../parts/page.js';
import { TaskProgress } from '../parts/progress.js';
import { Empty } from '../parts/states.js';
import { TaskStatus } from '../parts/status.js';
import { CancelButton } from '../parts/task-buttons.js';
import { durationMsOf } from '../parts/task-facts.js';
import { TaskLink } from '../parts/task-link.js';
import { Ago, Duration, nowMs } from '../parts/time.js';

export function RunningTasks({ tasks }: { tasks: readonly TaskSummary[] }) {
  return (
    <Card title={t('overview.running')} flush={tasks.length > 0}>
      {tasks.length === 0 ? (
        <Empty small icon={Coffee} title={t('overview.running.none')} text={t('overview.running.none.text')}>
          <a href={href('workers')}>{t('workers.title')}</a>
        </Empty>
      ) : (
        <ul class="rows">
          {tasks.map((task) => (
            <li key={task.id} class="running" data-row="">
              <TaskLink task={task} />
              <div class="running-bar">
                <TaskProgress task={task} wide />
                {task.message ? <span class="muted ellipsis">{task.message}</span> : null}
              </div>
              <Duration ms={durationMsOf(task, nowMs())} />
              <CancelButton task={task} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function NextRuns({ runs }: { runs: Overview['next'] }) {
  return (
    <Card title={t('overview.next')} flush={runs.length > 0}>
      {runs.length === 0 ? (
        <Empty small icon={CalendarClock} title={t('overview.next.none')} text={t('overview.next.none.text')} />
      ) : (
        <ul class="rows">
          {runs.map((run) => (
            <li key={run.taskId} class="next-run" data-row="">
              <a class="task-link" href={href(`tasks/${run.taskId}`)}>
                <strong>{run.actionTitle}</strong>
                <span class="muted">{run.title}</span>
              </a>
              <span class="next-run-when">
                <Ago at={run.startAt} />
                <span class="muted">{formatSlot(run.startAt)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function RecentTasks({ tasks }: { tasks: readonly TaskSummary[] }) {
  return (
    <Card
      title={t('overview.recent')}
      flush={tasks.length > 0}
      aside={<a href={href('tasks')}>{t('overview.recent.all')}</a>}
    >
      {tasks.length === 0 ? (
        <Empty small icon={Inbox} title={t('overview.recent.none')} text={t('tasks.none.text')} />
      ) : (
        <ul class="rows">
          {tasks.map((task) => (
            <li key={task.id} class="recent" data-row="">
              <span class="recent-status">
                <TaskStatus task={task} />
              </span>
              <TaskLink task={task} />
              <span class="recent-duration">
                <Duration ms={durationMsOf(task, nowMs())} />
              </span>
              <span class="muted">
                <Ago at={task.finishedAt ?? task.startedAt ?? task.createdAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
