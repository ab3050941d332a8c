import { ArrowDown, ArrowUp, GripVertical } from 'lucide';
import { t } from '../i18n/i18n.js';
import { IconButton } from '../parts/button.js';
import { Icon } from '../parts/icon.js';

interface MoveHandleProps {
  id: string;
  title: string;
  onPointerDown: (event: PointerEvent) => void;
  onStep: (step: 1 | -1) => void;
}

/** Dragged by the pointer, moved by the arrow keys, or by a click on the arrows beside it. */
export function MoveHandle({ id, title, onPointerDown, onStep }: MoveHandleProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onStep(step as 1 | -1);
  };
  return (
    <span class="move">
      <IconButton icon={ArrowUp} name={t('workers.up.of', { title })} onClick={() => onStep(-1)} />
      <button
        type="button"
        id={id}
        class="icon-button move-handle"
        aria-label={t('workers.move.of', { title })}
        title={t('workers.move.hint')}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      >
        <Icon of={GripVertical} />
      </button>
      <IconButton icon={ArrowDown} name={t('workers.down.of', { title })} onClick={() => onStep(1)} />
    </span>
  );
}
