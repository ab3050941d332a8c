import { createContext, type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { WorkerDetail } from '../../api.js';
import type { WidgetButton } from '../../../worker/widget.js';
import { ActionRunForm } from '../forms/action-run-form.js';
import { Dialog } from '../parts/dialog.js';

interface WidgetActionsOf {
  readonly worker: WorkerDetail;
  readonly open: (button: WidgetButton) => void;
}

/** Whose widget is drawn, and how its buttons open a form. */
export const WidgetActions = createContext<WidgetActionsOf | undefined>(undefined);

/**
 * Holds the form that a button has opened, so that it stays with what is typed in it when the widget is drawn anew without
 * that button. Nothing runs before the user has seen and sent it.
 */
export function WithWidgetActions({ worker, children }: { worker: WorkerDetail; children: ComponentChildren }) {
  const [opened, setOpened] = useState<WidgetButton>();
  const close = (): void => setOpened(undefined);
  return (
    <WidgetActions.Provider value={{ worker, open: setOpened }}>
      {children}
      {opened ? <ActionDialog worker={worker} button={opened} onClose={close} /> : null}
    </WidgetActions.Provider>
  );
}

interface ActionDialogProps {
  worker: WorkerDetail;
  button: WidgetButton;
  onClose: () => void;
}

function ActionDialog({ worker, button: { action: name, data }, onClose }: ActionDialogProps) {
  const { identifier, actions, active, health } = worker;
  const action = actions.find((each) => each.name === name);
  return (
    <Dialog wide title={action?.title ?? name} onClose={onClose}>
      {action?.description ? <p class="muted">{action.description}</p> : null}
      <ActionRunForm
        identifier={identifier}
        action={name}
        to={`workers/${identifier}/actions/${name}/tasks`}
        prefill={data}
        disabled={!active || health !== 'ok'}
        onCreated={onClose}
      />
    </Dialog>
  );
}
