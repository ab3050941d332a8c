import { ChevronDown, ChevronUp, ListFilter, Search } from 'lucide';
import { t } from '../i18n/i18n.js';
import { IconButton } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import type { LogSearch } from './use-log-find.js';

interface LogFindProps {
  find: LogSearch;
  text: string;
  /** Whether lines that do not match are left out. */
  only: boolean;
  onText: (text: string) => void;
  onOnly: (only: boolean) => void;
}

/** Enter goes to the next match, Shift+Enter to the one before. */
export function LogFind({ find, text, only, onText, onOnly }: LogFindProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') return onText('');
    if (event.key !== 'Enter') return;
    event.preventDefault();
    find.step(event.shiftKey ? -1 : 1);
  };
  return (
    <div class="log-find">
      <label class="search">
        <Icon of={Search} />
        <input
          type="search"
          aria-label={t('task.log.find')}
          placeholder={t('task.log.find')}
          value={text}
          maxLength={200}
          onInput={(event) => onText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      {text === '' ? null : (
        <>
          <span class="muted num" role="status">
            {find.found === 0
              ? t('task.log.find.none')
              : t('task.log.find.place', { place: find.place, found: find.found })}
          </span>
          <IconButton
            icon={ChevronUp}
            name={t('task.log.find.previous')}
            disabled={find.found === 0}
            onClick={() => find.step(-1)}
          />
          <IconButton
            icon={ChevronDown}
            name={t('task.log.find.next')}
            disabled={find.found === 0}
            onClick={() => find.step(1)}
          />
          <IconButton icon={ListFilter} name={t('task.log.find.only')} pressed={only} onClick={() => onOnly(!only)} />
        </>
      )}
    </div>
  );
}
