import { ListFilter, Search, X } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WorkerSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { searchWanted } from '../keyboard/shortcuts.js';
import { Button } from '../parts/button.js';
import { Choice, ChoiceText } from '../parts/choice.js';
import { Icon } from '../parts/icon.js';
import { useResource } from '../server/use-resource.js';
import { isFiltered, type TaskQuery } from './tasks-filter.js';

/** `preparing` is a moment on the way to running, so one choice stands for both. */
const STATUSES = [
  { word: 'pending', filter: 'pending' },
  { word: 'running', filter: 'running,preparing' },
  { word: 'completed', filter: 'completed' },
  { word: 'failed', filter: 'failed' },
  { word: 'cancelled', filter: 'cancelled' },
] as const;
const PRIORITIES = ['high', 'normal', 'low'] as const;
const PERIODS = ['hour', 'day', 'week'] as const;
const TYPING_MS = 300;

interface TaskFiltersProps {
  query: TaskQuery;
  onChange: (query: TaskQuery) => void;
}

export function TaskFilters({ query, onChange }: TaskFiltersProps) {
  const workers = useResource<WorkerSummary[]>('workers').data ?? [];
  const set = (name: keyof TaskQuery) => (value: string) => onChange({ ...query, [name]: value });
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <SearchField value={query.q ?? ''} onChange={set('q')} />
      <details class="filters-more" open={matchMedia('(min-width: 760px)').matches || undefined}>
        <summary>
          <Icon of={ListFilter} />
          {t('tasks.filters')}
        </summary>
        <div class="filters-row">
          <Choice
            name={t('tasks.filter.worker')}
            all={t('tasks.filter.worker.all')}
            value={query.worker}
            onChange={(worker) => onChange({ ...query, worker, action: undefined })}
          >
            {workers.map(({ identifier, title }) => (
              <option value={identifier}>{title || identifier}</option>
            ))}
            {query.worker && !workers.some(({ identifier }) => identifier === query.worker) ? (
              <option value={query.worker}>{query.worker}</option>
            ) : null}
          </Choice>
          <ActionChoice query={query} workers={workers} onChange={set('action')} />
          <Choice
            name={t('tasks.filter.period')}
            all={t('tasks.filter.period.all')}
            value={query.period}
            onChange={set('period')}
          >
            {PERIODS.map((word) => (
              <option value={word}>{t(`tasks.filter.period.${word}`)}</option>
            ))}
          </Choice>
          <Choice
            name={t('tasks.filter.priority')}
            all={t('tasks.filter.priority.all')}
            value={query.priority}
            onChange={set('priority')}
          >
            {PRIORITIES.map((word) => (
              <option value={word}>{t(`priority.${word}`)}</option>
            ))}
          </Choice>
          <ChoiceText name={t('tasks.filter.user')} value={query.user} onChange={set('user')} />
        </div>
      </details>
      <fieldset class="status-choices">
        <legend class="hidden-text">{t('tasks.filter.status')}</legend>
        <StatusChoice on={!query.status} text={t('common.all')} onClick={() => set('status')('')} />
        {STATUSES.map(({ word, filter }) => (
          <StatusChoice
            key={word}
            on={query.status === filter || query.status === word}
            text={t(`status.${word}`)}
            onClick={() => set('status')(filter)}
          />
        ))}
        {isFiltered(query) ? (
          <Button small icon={X} onClick={() => onChange({})}>
            {t('tasks.filter.clear')}
          </Button>
        ) : null}
      </fieldset>
    </form>
  );
}

function StatusChoice({ on, text, onClick }: { on: boolean; text: string; onClick: () => void }) {
  return (
    <button type="button" class="status-choice" aria-pressed={on} onClick={onClick}>
      {text}
    </button>
  );
}

/** The actions of the chosen worker; an action of the address alone stays visible. */
function ActionChoice({
  query,
  workers,
  onChange,
}: {
  query: TaskQuery;
  workers: readonly WorkerSummary[];
  onChange: (value: string) => void;
}) {
  const actions = workers.find(({ identifier }) => identifier === query.worker)?.actions ?? [];
  if (actions.length === 0 && !query.action) return null;
  return (
    <Choice name={t('tasks.filter.action')} all={t('tasks.filter.action.all')} value={query.action} onChange={onChange}>
      {actions.map(({ name, title }) => (
        <option value={name}>{title || name}</option>
      ))}
      {query.action && !actions.some(({ name }) => name === query.action) ? (
        <option value={query.action}>{query.action}</option>
      ) : null}
    </Choice>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!searchWanted.value) return;
    searchWanted.value = false;
    input.current?.focus();
  }, []);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return (
    <label class="search">
      <Icon of={Search} />
      <input
        ref={input}
        type="search"
        aria-label={t('tasks.search')}
        placeholder={t('tasks.search.hint')}
        value={typed}
        maxLength={200}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}
