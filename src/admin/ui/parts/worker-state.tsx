import { CircleCheck, CirclePause, EyeOff, PackageX, TriangleAlert } from 'lucide';
import type { WorkerSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { Icon } from './icon.js';

const ICONS = {
  active: CircleCheck,
  inactive: CirclePause,
  broken: TriangleAlert,
  missing: PackageX,
  hidden: EyeOff,
} as const;
type State = keyof typeof ICONS;

export function WorkerState({ worker: { active, hidden, health } }: { worker: WorkerSummary }) {
  const states: State[] = [
    health === 'ok' ? (active ? 'active' : 'inactive') : health,
    ...(hidden ? (['hidden'] as const) : []),
  ];
  return (
    <>
      {states.map((state) => (
        <span key={state} class={`pill pill-${state}`}>
          <Icon of={ICONS[state]} size={14} />
          {t(`workers.state.${state}`)}
        </span>
      ))}
    </>
  );
}
