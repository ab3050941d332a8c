import type { ComponentChildren } from 'preact';
import type { TaskDetail } from '../../api.js';
import { t, type MessageKey } from '../i18n/i18n.js';
import { durationMsOf } from '../parts/task-facts.js';
import { Duration, Moment, nowMs } from '../parts/time.js';

/** What is known of the task besides its course; nothing stands where nothing is known. */
export function Facts({ task }: { task: TaskDetail }) {
  const facts: Array<[MessageKey, ComponentChildren]> = [
    ['task.worker', <Code text={task.identifier} />],
    ['task.action', <Code text={task.action} />],
    ['task.attempts', t('task.attempts.of', { attempts: task.attempts, max: task.maxAttempts })],
    ['task.priority', t(`priority.${task.priority}`)],
    ['task.duration', task.startedAt === null ? null : <Duration ms={durationMsOf(task, nowMs())} />],
    ['task.createdAt', <Moment at={task.createdAt} />],
    ['task.startAt', task.startAt && task.statusText === 'pending' ? <Moment at={task.startAt} /> : null],
    ['task.user', task.userId],
    ['task.runner', task.runner === null ? null : <Code text={task.runner} />],
    ['task.unique', task.uniqueKey === null ? null : <Code text={task.uniqueKey} />],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, shown]) =>
        shown === null ? null : (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd class="num">{shown}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Code({ text }: { text: string }) {
  return <code class="break">{text}</code>;
}
