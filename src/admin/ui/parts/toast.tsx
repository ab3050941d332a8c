import { signal } from '@preact/signals';
import { X } from 'lucide';
import { t } from '../i18n/i18n.js';
import { IconButton } from './button.js';

interface Toast {
  id: number;
  kind: 'good' | 'bad';
  text: string;
  link?: { href: string; text: string };
}

const SHOWN_MS = 6_000;
const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Tells the user, on screen and to screen readers, what an action did; bad news stay until closed. */
export function tell(text: string, kind: Toast['kind'] = 'good', link?: Toast['link']): void {
  const id = ++lastId;
  toasts.value = [...toasts.value.slice(-2), { id, kind, text, link }];
  if (kind === 'good') setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** The one polite live region of the page. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, kind, text, link }) => (
        <div key={id} class={`toast toast-${kind}`}>
          <span>{text}</span>
          {link ? <a href={link.href}>{link.text}</a> : null}
          <IconButton icon={X} name={t('common.close')} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
