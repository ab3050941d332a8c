import { CircleAlert, CircleCheck, CircleX, Info } from 'lucide';
import type { ComponentChildren } from 'preact';
import type { WidgetTone } from '../../../worker/widget.js';
import { href } from '../config.js';
import { t } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';

const ICONS = { good: CircleCheck, warn: CircleAlert, bad: CircleX, info: Info } as const;

/** A tone for the eye by sign and colour, and in words for who sees neither. */
export function ToneMark({ tone }: { tone: WidgetTone | undefined }) {
  if (tone === undefined) return null;
  return (
    <span class={`tone tone-${tone}`}>
      <Icon of={ICONS[tone]} size={14} />
      <span class="hidden-text">{t(`worker.widget.tone.${tone}`)}: </span>
    </span>
  );
}

/** A short word on its colour. */
export function TonePill({ tone, children }: { tone: WidgetTone | undefined; children: ComponentChildren }) {
  return (
    <span class={tone ? `pill tone-pill-${tone}` : 'pill tone-pill'}>
      {tone ? <Icon of={ICONS[tone]} size={14} /> : null}
      {children}
    </span>
  );
}

/** Where the server let a link through: the web in a tab of its own, or a place in this page. */
export function Linked({ link, children }: { link: string | undefined; children: ComponentChildren }) {
  if (link === undefined) return <>{children}</>;
  if (!/^https?:\/\//i.test(link)) return <a href={href(link)}>{children}</a>;
  return (
    <a href={link} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
