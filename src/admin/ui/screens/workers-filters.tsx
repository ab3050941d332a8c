import { Search } from 'lucide';
import type { WorkerSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { Choice } from '../parts/choice.js';
import { Icon } from '../parts/icon.js';

export interface WorkerQuery {
  q: string;
  state: string;
}

const STATES = ['active', 'inactive', 'broken', 'missing', 'hidden'] as const;

export function WorkerFilters({ query, onChange }: { query: WorkerQuery; onChange: (query: WorkerQuery) => void }) {
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label class="search">
        <Icon of={Search} />
        <input
          type="search"
          aria-label={t('workers.search')}
          placeholder={t('workers.search')}
          value={query.q}
          onInput={(event) => onChange({ ...query, q: event.currentTarget.value })}
        />
      </label>
      <Choice
        name={t('workers.state')}
        all={t('workers.state.all')}
        value={query.state}
        onChange={(state) => onChange({ ...query, state })}
      >
        {STATES.map((state) => (
          <option key={state} value={state}>
            {t(`workers.state.${state}`)}
          </option>
        ))}
      </Choice>
    </form>
  );
}

/** Hidden workers appear only when asked for. */
export function workersThatMatch(
  workers: readonly WorkerSummary[],
  { q, state }: WorkerQuery,
  scope: string,
): WorkerSummary[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return workers.filter((worker) => {
    const text =
      `${worker.identifier} ${worker.title} ${worker.description} ${worker.package} ${worker.scope}`.toLowerCase();
    return (
      hasState(worker, state) && (scope === '' || worker.scope === scope) && words.every((word) => text.includes(word))
    );
  });
}

function hasState({ active, hidden, health }: WorkerSummary, state: string): boolean {
  if (state === 'hidden') return hidden;
  if (hidden) return false;
  if (state === 'active') return active && health === 'ok';
  if (state === 'inactive') return !active;
  return state === '' || health === state;
}
