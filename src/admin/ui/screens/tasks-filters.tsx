import { ListFilter, Search, X } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { WorkerSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { useResource } from '../server/use-resource.js';
import { isFiltered, type TaskQuery } from './tasks-filter.js';

const STATUSES = ['pending', 'preparing', 'running', 'completed', 'failed', 'cancelled'] as const;
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
  const statuses = [...STATUSES, 'running,preparing'] as const;
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <SearchField value={query.q ?? ''} onChange={set('q')} />
      <details class="filters-more" open={matchMedia('(min-width: 760px)').matches || undefined}>
        <summary>
          <Icon of={ListFilter} />
          {t('tasks.filters')}
        </summary>
        <div class="filters-row">
          <Choice name={t('tasks.filter.status')} value={query.status} onChange={set('status')}>
            {statuses.map((word) =>
              word === 'running,preparing' ? (
                query.status === word && <option value={word}>{t('overview.running')}</option>
              ) : (
                <option value={word}>{t(`status.${word}`)}</option>
              ),
            )}
          </Choice>
          <Choice name={t('tasks.filter.worker')} value={query.worker} onChange={set('worker')}>
            {workers.map(({ identifier, title }) => (
              <option value={identifier}>{title || identifier}</option>
            ))}
            {query.worker && !workers.some(({ identifier }) => identifier === query.worker) ? (
              <option value={query.worker}>{query.worker}</option>
            ) : null}
          </Choice>
          <Choice name={t('tasks.filter.priority')} value={query.priority} onChange={set('priority')}>
            {PRIORITIES.map((word) => (
              <option value={word}>{t(`priority.${word}`)}</option>
            ))}
          </Choice>
          <Choice name={t('tasks.filter.period')} value={query.period} onChange={set('period')}>
            {PERIODS.map((word) => (
              <option value={word}>{t(`tasks.filter.period.${word}`)}</option>
            ))}
          </Choice>
          {isFiltered(query) ? (
            <Button icon={X} onClick={() => onChange({})}>
              {t('tasks.filter.clear')}
            </Button>
          ) : null}
        </div>
      </details>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  value: string | undefined;
  onChange: (value: string) => void;
  children: preact.ComponentChildren;
}

function Choice({ name, value, onChange, children }: ChoiceProps) {
  return (
    <label class={value ? 'choice choice-set' : 'choice'}>
      <span>{name}</span>
      <select value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t('common.all')}</option>
        {children}
      </select>
    </label>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
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
