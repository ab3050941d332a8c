import type { IconNode } from 'lucide';
import { t, type MessageKey } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';

interface FormButtonProps {
  id?: string;
  icon: IconNode;
  text: MessageKey;
  disabled?: boolean;
  onClick?: unknown;
}

export function FormButton({ id, icon, text, disabled, onClick }: FormButtonProps) {
  return (
    <button
      type="button"
      id={id}
      class="button button-plain button-small"
      disabled={disabled}
      onClick={onClick as never}
    >
      <Icon of={icon} />
      <span>{t(text)}</span>
    </button>
  );
}

export function FormIconButton({ icon, text, disabled, onClick }: FormButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t(text)}
      title={t(text)}
      disabled={disabled}
      onClick={onClick as never}
    >
      <Icon of={icon} />
    </button>
  );
}
