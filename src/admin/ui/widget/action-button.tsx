import { Play } from 'lucide';
import { useContext } from 'preact/hooks';
import type { WidgetAction, WidgetButton } from '../../../worker/widget.js';
import { Button } from '../parts/button.js';
import { may } from '../session.js';
import { WidgetActions } from './widget-actions.js';

export function ActionPart({ action }: { action: WidgetAction }) {
  return (
    <>
      <ActionButton button={action} />
      {action.note ? <span class="muted small">{action.note}</span> : null}
    </>
  );
}

/** Opens the form of an action; `of` tells it from buttons with the same text. */
export function ActionButton({ button, of, small }: { button: WidgetButton; of?: string; small?: boolean }) {
  const actions = useContext(WidgetActions);
  if (actions === undefined || !may('tasks.run')) return null;
  const { worker, open } = actions;
  const title = button.title ?? worker.actions.find(({ name }) => name === button.action)?.title ?? button.action;
  return (
    <Button small={small} icon={Play} name={of ? `${title}: ${of}` : undefined} onClick={() => open(button)}>
      {title}
    </Button>
  );
}
