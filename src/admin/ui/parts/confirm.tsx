import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';

interface ConfirmProps {
  title: string;
  text: string;
  /** On the button that does it. */
  action: string;
  danger?: boolean;
  /** What must be typed before it can be done, for what reaches far. */
  typed?: string;
  onConfirm: () => void | Promise<void>;
  onClose: () => void;
}

export function Confirm({ title, text, action, danger, typed, onConfirm, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [entered, setEntered] = useState('');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await onConfirm();
    } finally {
      setBusy(false);
    }
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <p>{text}</p>
        {typed === undefined ? null : (
          <label class="field">
            <span>{t('tasks.bulk.type', { count: typed })}</span>
            <input
              inputMode="numeric"
              autocomplete="off"
              value={entered}
              onInput={(event) => setEntered(event.currentTarget.value)}
            />
          </label>
        )}
        <div class="dialog-foot">
          <Button onClick={onClose}>{t('common.back')}</Button>
          <Button
            type="submit"
            kind={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={typed !== undefined && entered.replace(/\D/g, '') !== typed}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
