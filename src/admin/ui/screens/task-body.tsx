import { CircleAlert } from 'lucide';
import type { TaskDetail } from '../../api.js';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';
import { JsonView } from '../parts/json-view.js';
import { Card } from '../parts/page.js';
import { Tabs, type Tab } from '../parts/tabs.js';
import { may } from '../session.js';
import { TaskLog } from './task-log.js';
import { Facts } from './task-facts-list.js';
import { TaskProgressCard } from './task-progress.js';
import { hasResult, TaskResult } from './task-result.js';
import { Timeline } from './task-timeline.js';

/** Error first, then progress; the rest by tabs, with timeline and facts beside them. */
export function TaskBody({ task }: { task: TaskDetail }) {
  const tabs: Tab[] = [
    ...(may('tasks.logs') ? [{ key: 'log', title: t('task.log'), show: () => <TaskLog task={task} /> }] : []),
    { key: 'options', title: t('task.options'), show: () => <Options task={task} /> },
    { key: 'result', title: t('task.result'), show: () => <TaskResult task={task} /> },
  ];
  // Chosen once, so that the log stays open when the task ends before the reader's eyes.
  const [first] = useState(task.statusText === 'completed' && hasResult(task) ? 'result' : undefined);
  return (
    <div class="columns task-columns">
      <div class="column column-wide">
        {task.error ? <TaskError error={task.error} /> : null}
        <TaskProgressCard task={task} />
        <section class="card card-tabs">
          <Tabs name={t('task.tabs')} tabs={tabs} first={first} />
        </section>
      </div>
      <div class="column">
        <Card title={t('task.timeline')}>
          <Timeline task={task} />
        </Card>
        <Card title={t('task.facts')}>
          <Facts task={task} />
        </Card>
      </div>
    </div>
  );
}

function TaskError({ error }: { error: NonNullable<TaskDetail['error']> }) {
  return (
    <section class="card error-card" aria-label={t('task.error')}>
      <p class="error-message">
        <Icon of={CircleAlert} />
        <span>
          {error.name === 'Error' ? null : <strong>{error.name} </strong>}
          {error.message}
        </span>
      </p>
      {error.stack ? (
        <details>
          <summary>{t('task.error.stack')}</summary>
          <JsonView value={error.stack} name={t('task.error.stack')} />
        </details>
      ) : null}
    </section>
  );
}

function Options({ task }: { task: TaskDetail }) {
  if (task.data === undefined) return <p class="muted">{t('task.hidden')}</p>;
  if (Object.keys(task.data).length === 0) return <p class="muted">{t('task.options.none')}</p>;
  return <JsonView value={task.data} name={t('task.options')} />;
}
