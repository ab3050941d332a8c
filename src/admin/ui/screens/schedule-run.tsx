import { Play } from 'lucide';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { WorkerDetail } from '../../api.js';
import { href } from '../config.js';
import { ActionRunForm } from '../forms/action-run-form.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { may } from '../session.js';

/** The action that schedules start. */
const SCHEDULED = 'make';

/** Starts by hand what the schedule starts, without leaving the editor unless a task was made. */
export function RunNow({ worker: { identifier, actions, active, health } }: { worker: WorkerDetail }) {
  const [open, setOpen] = useState(false);
  const { route } = useLocation();
  const action = actions.find(({ name }) => name === SCHEDULED);
  if (action === undefined || !may('tasks.run')) return null;
  const disabled = !active || health !== 'ok';
  return (
    <>
      <Button icon={Play} disabled={disabled} onClick={() => setOpen(true)}>
        {t('schedule.run')}
      </Button>
      {open ? (
        <Dialog
          wide
          title={t('schedule.run.title', { title: action.title || action.name })}
          onClose={() => setOpen(false)}
        >
          {action.description ? <p class="muted">{action.description}</p> : null}
          <ActionRunForm
            identifier={identifier}
            action={action.name}
            to={`workers/${identifier}/actions/${action.name}/tasks`}
            onCreated={({ id }) => route(href(`tasks/${id}`))}
          />
        </Dialog>
      ) : null}
    </>
  );
}
