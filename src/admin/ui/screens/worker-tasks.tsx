import { Inbox } from 'lucide';
import type { WorkerDetail } from '../../api.js';
import { href } from '../config.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Empty, ProblemNote, Skeleton } from '../parts/states.js';
import { TaskTable } from './tasks-table.js';
import { useTaskList } from './use-task-list.js';

const SHOWN = 20;

export function WorkerTasks({ worker: { identifier } }: { worker: WorkerDetail }) {
  const list = useTaskList({ worker: identifier }, SHOWN);
  if (list.problem) return <ProblemNote problem={list.problem} onRetry={list.reload} />;
  if (list.tasks === undefined) return <Skeleton lines={8} />;
  if (list.tasks.length === 0) return <Empty small icon={Inbox} title={t('worker.tasks.none')} />;
  return (
    <div class="flush-tab">
      {list.newCount > 0 ? (
        <Button small kind="primary" onClick={list.reload}>
          {t('tasks.new', { count: list.newCount })}
        </Button>
      ) : null}
      <TaskTable tasks={list.tasks} />
      <p class="more">
        <a href={href(`tasks?worker=${identifier}`)}>{t('overview.recent.all')}</a>
      </p>
    </div>
  );
}
