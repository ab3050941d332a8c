import { Link2, Repeat2, Trash2 } from 'lucide';
import { useLocation, useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { TaskDetail, TaskSummary } from '../../api.js';
import { href } from '../config.js';
import { t } from '../i18n/i18n.js';
import { useLive, useThrottled } from '../live/use-live.js';
import { Button } from '../parts/button.js';
import { Confirm } from '../parts/confirm.js';
import { CopyButton } from '../parts/json-view.js';
import { Page } from '../parts/page.js';
import { Loaded } from '../parts/states.js';
import { TaskStatus } from '../parts/status.js';
import { CancelButton, RetryButton } from '../parts/task-buttons.js';
import { isOver, isRunning, newer } from '../parts/task-facts.js';
import { deleteTask } from '../parts/task-actions.js';
import { useResource } from '../server/use-resource.js';
import { may } from '../session.js';
import { TaskBody } from './task-body.js';
import { RerunDialog } from './task-rerun.js';
import { tasksPath } from './tasks-path.js';

export function TaskScreen() {
  const id = useRoute().params['id'] ?? '';
  const task = useResource<TaskDetail>(`tasks/${encodeURIComponent(id)}`);
  const reload = useThrottled(task.reload, 300);
  const follow = (event: TaskSummary): void => {
    if (String(event.id) !== id) return;
    if (event.statusText !== task.data?.statusText || event.attempts !== task.data.attempts) reload();
    task.patch((data) => newer(data, event));
  };
  useLive([`task:${id}`], { task: follow });
  const { data } = task;
  return (
    <Page
      title={data ? data.actionTitle : t('task.title', { id })}
      back={{ href: tasksPath.value, text: t('tasks.title') }}
      below={data ? <Below task={data} /> : undefined}
      lead={data ? <TaskStatus task={data} /> : undefined}
      actions={data ? <TaskActions task={data} onChange={follow} /> : undefined}
    >
      <Loaded of={task} lines={10}>
        {(detail) => <TaskBody task={detail} />}
      </Loaded>
    </Page>
  );
}

function Below({ task }: { task: TaskDetail }) {
  return (
    <>
      <a href={href(`workers/${task.identifier}`)}>{task.title || task.identifier}</a>
      {` · ${t('task.title', { id: String(task.id) })}`}
    </>
  );
}

function TaskActions({ task, onChange }: { task: TaskDetail; onChange: (task: TaskSummary) => void }) {
  const { route } = useLocation();
  const [rerun, setRerun] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const remove = async (): Promise<void> => {
    if (await deleteTask(task.id)) route(tasksPath.value);
  };
  return (
    <>
      <RetryButton task={task} full onChange={onChange} />
      <CancelButton task={task} full onChange={onChange} />
      {may('tasks.run') && task.data !== undefined ? (
        <Button icon={Repeat2} onClick={() => setRerun(true)}>
          {t('task.rerun')}
        </Button>
      ) : null}
      <CopyButton text={location.href} label={t('task.copylink')} icon={Link2} />
      {may('tasks.delete') && (isOver(task) || !isRunning(task)) ? (
        <Button icon={Trash2} onClick={() => setDeleting(true)}>
          {t('task.delete')}
        </Button>
      ) : null}
      {rerun ? <RerunDialog task={task} onClose={() => setRerun(false)} /> : null}
      {deleting ? (
        <Confirm
          title={t('task.delete.confirm')}
          text={t('task.delete.confirm.text')}
          action={t('task.delete')}
          danger
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        />
      ) : null}
    </>
  );
}
