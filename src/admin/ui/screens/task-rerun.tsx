import { useLocation } from 'preact-iso';
import type { TaskDetail } from '../../api.js';
import { href } from '../config.js';
import { ActionRunForm } from '../forms/action-run-form.js';
import { t } from '../i18n/i18n.js';
import { Dialog } from '../parts/dialog.js';

/** The form of the task's action, filled in with what the task got. */
export function RerunDialog({ task, onClose }: { task: TaskDetail; onClose: () => void }) {
  const { route } = useLocation();
  return (
    <Dialog wide title={t('task.rerun.title', { title: task.actionTitle })} onClose={onClose}>
      <ActionRunForm
        identifier={task.identifier}
        action={task.action}
        to={`tasks/${task.id}/rerun`}
        start={{ data: task.data ?? {}, priority: task.priority, maxAttempts: task.maxAttempts }}
        onCreated={(created) => {
          onClose();
          route(href(`tasks/${created.id}`));
        }}
      />
    </Dialog>
  );
}
