import { Ban, CalendarClock, CircleCheck, CircleDashed, CircleX, Hourglass, LoaderCircle, OctagonPause } from 'lucide';
import type { StatusWord, TaskSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { isOver, isPlanned } from './task-facts.js';
import { Icon } from './icon.js';

const ICONS = {
  pending: CircleDashed,
  planned: CalendarClock,
  preparing: Hourglass,
  running: LoaderCircle,
  cancelling: OctagonPause,
  completed: CircleCheck,
  failed: CircleX,
  cancelled: Ban,
} as const;

export function StatusPill({ word }: { word: StatusWord | 'planned' | 'cancelling' }) {
  return (
    <span class={`pill pill-${word}`}>
      <Icon of={ICONS[word]} size={14} />
      {t(`status.${word}`)}
    </span>
  );
}

/** The task's status with what the word alone does not say: planned for later, asked to stop. */
export function TaskStatus({ task }: { task: TaskSummary }) {
  const asked = task.cancelRequestedAt !== null && !isOver(task);
  const planned = isPlanned(task, Date.now());
  return <StatusPill word={asked ? 'cancelling' : planned ? 'planned' : task.statusText} />;
}
