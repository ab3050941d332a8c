import { CircleAlert, FileQuestion } from 'lucide';
import type { TaskDetail } from '../../api.js';
import { apiHref, href } from '../config.js';
import { formatBytes } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';
import { JsonView } from '../parts/json-view.js';
import { Card } from '../parts/page.js';
import { Empty } from '../parts/states.js';
import { Tabs, type Tab } from '../parts/tabs.js';
import { durationMsOf } from '../parts/task-facts.js';
import { Duration, Moment, nowMs } from '../parts/time.js';
import { may } from '../session.js';
import { TaskLog } from './task-log.js';
import { TaskProgressCard } from './task-progress.js';
import { Timeline } from './task-timeline.js';

/** Error first, then progress; the rest by tabs, with timeline and facts beside them. */
export function TaskBody({ task }: { task: TaskDetail }) {
  const tabs: Tab[] = [
    ...(may('tasks.logs') ? [{ key: 'log', title: t('task.log'), show: () => <TaskLog task={task} /> }] : []),
    { key: 'options', title: t('task.options'), show: () => <Options task={task} /> },
    { key: 'result', title: t('task.result'), show: () => <Result task={task} /> },
  ];
  return (
    <div class="columns">
      <div class="column column-wide">
        {task.error ? <TaskError error={task.error} /> : null}
        <TaskProgressCard task={task} />
        <section class="card card-tabs">
          <Tabs name={t('task.tabs')} tabs={tabs} />
        </section>
      </div>
      <div class="column">
        <Card title={t('task.timeline')}>
          <Timeline events={task.timeline} />
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
          <strong>{error.name}</strong> {error.message}
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

function Result({ task }: { task: TaskDetail }) {
  const file = task.resultFile;
  const nothing = task.result === undefined || task.result === null;
  if (nothing && !file)
    return <Empty small icon={FileQuestion} title={t('task.result.none')} text={t('task.result.none.text')} />;
  return (
    <>
      {file ? (
        <p>
          <a class="button button-primary" href={apiHref(`tasks/${task.id}/download`)} download={file.name}>
            {t('task.result.download', { name: file.name })}
          </a>{' '}
          <span class="muted">{formatBytes(file.bytes)}</span>
        </p>
      ) : null}
      {nothing ? null : <JsonView value={task.result} name={t('task.result')} />}
    </>
  );
}

function Facts({ task }: { task: TaskDetail }) {
  return (
    <dl class="facts">
      <dt>{t('task.worker')}</dt>
      <dd>
        <a href={href(`workers/${task.identifier}`)}>{task.identifier}</a>
      </dd>
      <dt>{t('task.action')}</dt>
      <dd>
        <code>{task.action}</code>
      </dd>
      <dt>{t('column.id')}</dt>
      <dd class="num">{task.id}</dd>
      <dt>{t('task.attempts')}</dt>
      <dd class="num">{t('task.attempts.of', { attempts: task.attempts, max: task.maxAttempts })}</dd>
      <dt>{t('task.priority')}</dt>
      <dd>{t(`priority.${task.priority}`)}</dd>
      <dt>{t('task.duration')}</dt>
      <dd>
        <Duration ms={durationMsOf(task, nowMs())} />
      </dd>
      <dt>{t('task.createdAt')}</dt>
      <dd>
        <Moment at={task.createdAt} />
      </dd>
      {task.startAt && task.statusText === 'pending' ? (
        <>
          <dt>{t('task.startAt')}</dt>
          <dd>
            <Moment at={task.startAt} />
          </dd>
        </>
      ) : null}
      {task.userId === null ? null : (
        <>
          <dt>{t('task.user')}</dt>
          <dd>{task.userId}</dd>
        </>
      )}
      {task.runner ? (
        <>
          <dt>{t('task.runner')}</dt>
          <dd class="break">{task.runner}</dd>
        </>
      ) : null}
      {task.uniqueKey ? (
        <>
          <dt>{t('task.unique')}</dt>
          <dd class="break">
            <code>{task.uniqueKey}</code>
          </dd>
        </>
      ) : null}
    </dl>
  );
}
