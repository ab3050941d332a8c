import { Copy, type IconNode } from 'lucide';
import { t } from '../i18n/i18n.js';
import { Button } from './button.js';
import { tell } from './toast.js';

/** JSON as text, with a button to copy it; never as markup. */
export function JsonView({ value, name }: { value: unknown; name: string }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <div class="json">
      <pre tabIndex={0} role="region" aria-label={name}>
        {text}
      </pre>
      <CopyButton text={text} />
    </div>
  );
}

export function CopyButton({ text, label, icon = Copy }: { text: string; label?: string; icon?: IconNode }) {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    tell(t('common.copied'));
  };
  // Browsers offer the clipboard to secure pages only.
  if (!('clipboard' in navigator)) return null;
  return (
    <Button small={label === undefined} icon={icon} onClick={() => void copy()}>
      {label ?? t('common.copy')}
    </Button>
  );
}
