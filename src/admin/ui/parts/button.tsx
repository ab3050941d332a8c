import { LoaderCircle, type IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

interface ButtonProps {
  children: ComponentChildren;
  icon?: IconNode;
  kind?: 'primary' | 'plain' | 'danger';
  small?: boolean;
  busy?: boolean;
  disabled?: boolean;
  type?: 'button' | 'submit';
  name?: string;
  pressed?: boolean;
  onClick?: (event: MouseEvent) => void;
}

/** `name` is what a screen reader says when the text alone does not tell which thing it acts on. */
export function Button({
  children,
  icon,
  kind = 'plain',
  small,
  busy,
  disabled,
  type = 'button',
  name,
  pressed,
  onClick,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${kind}${small ? ' button-small' : ''}`}
      aria-label={name}
      aria-busy={busy || undefined}
      aria-pressed={pressed}
      disabled={disabled || busy}
      onClick={onClick}
    >
      {busy ? (
        <span class="spin">
          <Icon of={LoaderCircle} />
        </span>
      ) : icon ? (
        <Icon of={icon} />
      ) : null}
      <span>{children}</span>
    </button>
  );
}

interface IconButtonProps {
  icon: IconNode;
  name: string;
  danger?: boolean;
  disabled?: boolean;
  pressed?: boolean;
  onClick?: (event: MouseEvent) => void;
}

export function IconButton({ icon, name, danger, disabled, pressed, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      class={danger ? 'icon-button danger' : 'icon-button'}
      aria-label={name}
      title={name}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon of={icon} />
    </button>
  );
}
