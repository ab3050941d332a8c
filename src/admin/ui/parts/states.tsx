import { CircleAlert, type IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import type { Problem } from '../../api.js';
import { problemText } from '../i18n/problem-text.js';
import { t } from '../i18n/i18n.js';
import type { Resource } from '../server/use-resource.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

interface EmptyProps {
  icon: IconNode;
  title: string;
  text?: string;
  small?: boolean;
  children?: ComponentChildren;
}

/** What stands where nothing is yet, and what to do about it. */
export function Empty({ icon, title, text, small, children }: EmptyProps) {
  return (
    <div class={small ? 'empty empty-small' : 'empty'}>
      <Icon of={icon} size={small ? 20 : 28} />
      <p class="empty-title">{title}</p>
      {text ? <p class="muted">{text}</p> : null}
      {children}
    </div>
  );
}

export function Skeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div class="skeleton" role="img" aria-label={t('common.loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}

export function ProblemNote({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  return (
    <div class="note note-bad" role="alert">
      <Icon of={CircleAlert} />
      <span>{problemText(problem)}</span>
      {onRetry ? (
        <Button small onClick={onRetry}>
          {t('common.retry')}
        </Button>
      ) : null}
    </div>
  );
}

/** The data of a resource once it is there; before that a skeleton, or what went wrong. */
export function Loaded<T>({
  of,
  lines,
  children,
}: {
  of: Resource<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.problem !== undefined) return <ProblemNote problem={of.problem} onRetry={of.reload} />;
  return <Skeleton lines={lines} />;
}
