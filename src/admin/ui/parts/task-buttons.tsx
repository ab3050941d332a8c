import { Ban, RotateCcw } from 'lucide';
import { useState } from 'preact/hooks';
import type { TaskSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { cancelTask, retryTask } from './task-actions.js';
import { may } from '../session.js';
import { Button, IconButton } from './button.js';
import { Confirm } from './confirm.js';
import { canCancel, isRunning } from './task-facts.js';

interface TaskButtonProps {
  task: TaskSummary;
  /** With its word, for the task's own page. */
  full?: boolean;
  onChange?: (task: TaskSummary) => void;
}

/** Asks before it stops something that runs. */
export function CancelButton({ task, full, onChange }: TaskButtonProps) {
  const [asking, setAsking] = useState(false);
  if (!canCancel(task) || !may('tasks.cancel')) return null;
  const act = async (): Promise<void> => {
    const changed = await cancelTask(task.id);
    if (changed) onChange?.(changed);
  };
  const onClick = (): void => (isRunning(task) ? setAsking(true) : void act());
  return (
    <>
      {full ? (
        <Button icon={Ban} onClick={onClick}>
          {t('task.cancel')}
        </Button>
      ) : (
        <IconButton icon={Ban} name={t('task.cancel.of', { id: String(task.id) })} onClick={onClick} />
      )}
      {asking ? (
        <Confirm
          title={t('task.cancel.confirm')}
          text={t('task.cancel.confirm.text')}
          action={t('task.cancel')}
          danger
          onConfirm={act}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

export function RetryButton({ task, full, onChange }: TaskButtonProps) {
  const [busy, setBusy] = useState(false);
  if (!task.canRetry || !may('tasks.retry')) return null;
  const act = async (): Promise<void> => {
    setBusy(true);
    const changed = await retryTask(task.id);
    setBusy(false);
    if (changed) onChange?.(changed);
  };
  if (!full) {
    return (
      <IconButton
        icon={RotateCcw}
        name={t('task.retry.of', { id: String(task.id) })}
        disabled={busy}
        onClick={() => void act()}
      />
    );
  }
  return (
    <Button
      icon={RotateCcw}
      kind={task.statusText === 'failed' ? 'primary' : 'plain'}
      busy={busy}
      onClick={() => void act()}
    >
      {t('task.retry')}
    </Button>
  );
}
