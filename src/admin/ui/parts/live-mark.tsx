import { CloudOff, Radio, RefreshCw } from 'lucide';
import { t } from '../i18n/i18n.js';
import { liveState } from '../live/stream.js';
import { Icon } from './icon.js';

const ICONS = { live: Radio, polling: RefreshCw, offline: CloudOff } as const;

/** Says whether what is shown follows the server by itself. */
export function LiveMark() {
  const state = liveState.value;
  return (
    <span class={`live live-${state}`} title={t(`live.${state}.hint`)}>
      <Icon of={ICONS[state]} size={14} />
      <span>{t(`live.${state}`)}</span>
    </span>
  );
}
